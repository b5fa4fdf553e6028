package io.skein.coordinator.cluster;

import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.CatalogAssembler;
import io.skein.planner.catalog.ServingWorker;
import io.skein.protocol.cluster.Inventory;
import io.skein.protocol.cluster.WorkerAnnouncement;
import io.skein.protocol.cluster.WorkerState;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The bookkeeping of who is announced, who serves what, and who went away without a word. Not
 * thread-safe; it does no input or output.
 */
final class Members {
  private final Map<String, Member> byPath = new HashMap<>();
  private final Map<String, ServingWorker> lost = new HashMap<>();

  /** Notes an announcement; returns whether its inventory must be asked for. */
  boolean announced(String path, WorkerAnnouncement announcement, long order) {
    Member before = byPath.get(path);
    Member member =
        new Member(
            announcement,
            order,
            before == null ? Optional.empty() : before.inventory(),
            before == null || before.answering());
    byPath.put(path, member);
    return !member.isInventoryCurrent() && isLatestRun(path);
  }

  /** Notes that an announcement is gone. */
  void gone(String path) {
    Member member = byPath.remove(path);
    if (member == null || member.announcement().state() == WorkerState.DRAINING) {
      return;
    }
    if (!hasOtherRun(path, member) && member.inventory().isPresent()) {
      lost.put(member.announcement().id(), member.toServingWorker());
    }
  }

  /** Returns whether another run of the same worker is announced. */
  boolean hasOtherRun(String path, Member member) {
    return byPath.entrySet().stream()
        .anyMatch(
            other ->
                !other.getKey().equals(path)
                    && other.getValue().announcement().id().equals(member.announcement().id()));
  }

  /** Notes whether a worker answered a call; returns whether that is news. */
  boolean answering(String path, boolean answers) {
    Member member = byPath.get(path);
    if (member == null || member.answering() == answers) {
      return false;
    }
    byPath.put(path, member.withAnswering(answers));
    return true;
  }

  /** Returns the paths of all runs that are announced. */
  List<String> paths() {
    return List.copyOf(byPath.keySet());
  }

  /** Returns the paths of the latest runs that say that they serve. */
  List<String> servingPaths() {
    return byPath.entrySet().stream()
        .filter(entry -> entry.getValue().announcement().state() == WorkerState.SERVING)
        .map(Map.Entry::getKey)
        .filter(this::isLatestRun)
        .toList();
  }

  /** Notes a worker's answer. */
  void answered(String path, Inventory inventory) {
    byPath.computeIfPresent(path, (key, member) -> member.withInventory(inventory));
    Member member = byPath.get(path);
    if (member != null) {
      lost.remove(member.announcement().id());
    }
  }

  Optional<Member> member(String path) {
    return Optional.ofNullable(byPath.get(path));
  }

  /** Returns the latest run of every worker that is announced. */
  Collection<Member> latest() {
    Map<String, Member> byId = new HashMap<>();
    for (Member member : byPath.values()) {
      byId.merge(member.announcement().id(), member, (a, b) -> a.order() > b.order() ? a : b);
    }
    return byId.values();
  }

  boolean isLatestRun(String path) {
    Member member = byPath.get(path);
    return member != null && latest().contains(member);
  }

  /** Returns the catalog of what is served now. */
  Catalog catalog() {
    List<ServingWorker> serving =
        latest().stream()
            .filter(Member::isServing)
            .map(Member::toServingWorker)
            .sorted(Comparator.comparing(ServingWorker::id))
            .toList();
    return CatalogAssembler.assemble(serving, lost.values());
  }
}

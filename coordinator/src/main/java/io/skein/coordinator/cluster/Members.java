package io.skein.coordinator.cluster;

import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.CatalogAssembler;
import io.skein.planner.catalog.ServingWorker;
import io.skein.protocol.cluster.Inventory;
import io.skein.protocol.cluster.InventoryTable;
import io.skein.protocol.cluster.WorkerAnnouncement;
import io.skein.protocol.table.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The bookkeeping of who is announced, who serves what, and who served what before. Not
 * thread-safe; it does no input or output.
 */
final class Members {
  private final Map<String, Member> byPath = new HashMap<>();

  /** What each worker last said that it serves, whether it does so now or not. */
  private final Map<String, ServingWorker> told = new HashMap<>();

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
    byPath.remove(path);
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

  /** Returns the paths of the latest runs, also of those that are leaving. */
  List<String> latestPaths() {
    return byPath.keySet().stream().filter(this::isLatestRun).toList();
  }

  /** Notes a worker's answer. */
  void answered(String path, Inventory inventory) {
    byPath.computeIfPresent(path, (key, member) -> member.withInventory(inventory));
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

  /**
   * Returns the catalog of what is served now. What a worker served that leaves, is gone, or has
   * come back and not said yet what it serves, is no longer there, but still is part of its table.
   */
  Catalog catalog() {
    for (Member member : latest()) {
      if (member.inventory().isPresent()) {
        told.put(member.announcement().id(), member.toServingWorker());
      }
    }
    List<ServingWorker> serving =
        latest().stream()
            .filter(Member::isServing)
            .map(Member::toServingWorker)
            .sorted(Comparator.comparing(ServingWorker::id))
            .toList();
    List<ServingWorker> lost = new ArrayList<>(told.values());
    lost.removeIf(worker -> serving.stream().anyMatch(other -> other.id().equals(worker.id())));
    forgetCovered(lost, serving);
    return CatalogAssembler.assemble(serving, lost);
  }

  /** Forgets workers all of whose shards others serve, and will be remembered for. */
  private void forgetCovered(List<ServingWorker> lost, List<ServingWorker> serving) {
    Map<TableName, Set<String>> served = new HashMap<>();
    serving.forEach(worker -> collect(worker, served));
    for (Iterator<ServingWorker> each = lost.iterator(); each.hasNext(); ) {
      ServingWorker worker = each.next();
      if (worker.inventory().tables().stream().allMatch(table -> covers(served, table))) {
        told.remove(worker.id());
        each.remove();
      }
    }
  }

  private static void collect(ServingWorker worker, Map<TableName, Set<String>> served) {
    for (InventoryTable table : worker.inventory().tables()) {
      Set<String> shards = served.computeIfAbsent(table.name(), name -> new HashSet<>());
      table.shards().forEach(shard -> shards.add(shard.name()));
    }
  }

  private static boolean covers(Map<TableName, Set<String>> served, InventoryTable table) {
    Set<String> shards = served.getOrDefault(table.name(), Set.of());
    return table.shards().stream().allMatch(shard -> shards.contains(shard.name()));
  }
}

package io.skein.planner.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Evens out who owns the shards of one table: in the shards' order each goes to the first of its
 * workers that does not own its fair share yet. Few shards would otherwise leave some workers
 * without any, and a query is as slow as the worker that has the most. For one table; not
 * thread-safe.
 *
 * <p>Source: Mirrokni, Thorup and Zadimoghaddam, "Consistent Hashing with Bounded Loads", 2018.
 */
final class BoundedLoad {
  private final int share;
  private final Map<String, Integer> owned = new HashMap<>();

  private BoundedLoad(int share) {
    this.share = share;
  }

  /**
   * Returns the workers of each shard, its owner first.
   *
   * @param shards the workers of each shard in order of preference
   */
  static List<List<String>> owners(List<List<String>> shards) {
    Set<String> workers = new HashSet<>();
    shards.forEach(workers::addAll);
    int share = workers.isEmpty() ? 0 : (shards.size() + workers.size() - 1) / workers.size();
    BoundedLoad load = new BoundedLoad(share);
    return shards.stream().map(load::assigned).toList();
  }

  private List<String> assigned(List<String> preferred) {
    String owner =
        preferred.stream()
            .filter(worker -> owned.getOrDefault(worker, 0) < share)
            .findFirst()
            .orElse(preferred.get(0));
    owned.merge(owner, 1, Integer::sum);
    if (owner.equals(preferred.get(0))) {
      return preferred;
    }
    List<String> workers = new ArrayList<>(preferred.size());
    workers.add(owner);
    preferred.stream().filter(worker -> !worker.equals(owner)).forEach(workers::add);
    return workers;
  }
}

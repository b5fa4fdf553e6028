package io.skein.planner;

import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.CatalogShard;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Chooses the workers of tasks. Pure. */
public final class Placement {
  /** More streams than this from one worker do not make the client faster. */
  public static final int MOST_PARTS_PER_WORKER = 4;

  /** How many shards make another part at the same worker worth its stream. */
  public static final int SHARDS_PER_PART = 8;

  private Placement() {}

  /** Returns the shards by owner, owners in order of their first shard. */
  public static Map<String, List<CatalogShard>> byOwner(List<CatalogShard> shards) {
    Map<String, List<CatalogShard>> owned = new LinkedHashMap<>();
    for (CatalogShard shard : shards) {
      owned.computeIfAbsent(shard.owner(), worker -> new ArrayList<>()).add(shard);
    }
    return owned;
  }

  /** Returns the shards in runs of neighbours with the same owner: their order is kept. */
  public static List<List<CatalogShard>> runs(List<CatalogShard> shards) {
    List<List<CatalogShard>> runs = new ArrayList<>();
    for (CatalogShard shard : shards) {
      List<CatalogShard> last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
      if (last != null && last.get(0).owner().equals(shard.owner())) {
        last.add(shard);
      } else {
        runs.add(new ArrayList<>(List.of(shard)));
      }
    }
    return runs;
  }

  /** Returns the list cut into at most so many pieces of nearly equal length, none empty. */
  public static <T> List<List<T>> pieces(List<T> list, int count) {
    List<List<T>> pieces = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) list.size() * i / count);
      int to = (int) ((long) list.size() * (i + 1) / count);
      pieces.add(list.subList(from, to));
    }
    return pieces;
  }

  /** Returns how many parts of the result a worker gives that reads so many shards. */
  public static int parts(int shards) {
    return Math.max(
        1, Math.min(MOST_PARTS_PER_WORKER, (shards + SHARDS_PER_PART - 1) / SHARDS_PER_PART));
  }

  /** Returns the worker, then the others that can read every one of the shards too. */
  public static List<String> candidates(String first, List<CatalogShard> shards) {
    List<String> candidates = new ArrayList<>();
    candidates.add(first);
    if (!shards.isEmpty()) {
      for (String worker : shards.get(0).workers()) {
        if (!worker.equals(first)
            && shards.stream().allMatch(shard -> shard.workers().contains(worker))) {
          candidates.add(worker);
        }
      }
    }
    return candidates;
  }

  /**
   * Returns all workers, those first that answer and own the most bytes of the shards; equals are
   * rotated by the seed, so that queries without a preference spread.
   */
  public static List<String> byBytesOwned(Catalog catalog, List<CatalogShard> shards, int seed) {
    Map<String, Long> owned = new HashMap<>();
    shards.forEach(shard -> owned.merge(shard.owner(), shard.shard().bytes(), Long::sum));
    List<String> workers = new ArrayList<>(catalog.locations().keySet());
    if (!workers.isEmpty()) {
      Collections.rotate(workers, Math.floorMod(seed, workers.size()));
    }
    workers.sort(
        Comparator.comparing((String worker) -> catalog.silent().contains(worker))
            .thenComparing(
                Comparator.comparingLong((String worker) -> owned.getOrDefault(worker, 0L))
                    .reversed()));
    return workers;
  }
}

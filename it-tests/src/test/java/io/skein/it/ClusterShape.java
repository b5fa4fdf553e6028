package io.skein.it;

import io.skein.planner.distribute.DistributionOptions;
import io.skein.standalone.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * What tells a test's clusters from each other. Their files do not change.
 *
 * @param replicas how many workers can read a shard; none where all can read all
 */
record ClusterShape(int workers, int replicas, Moving moving) {

  /** How rows are moved between workers. */
  enum Moving {
    /** As their sizes suggest. */
    AS_USUAL(DistributionOptions.DEFAULTS),
    /** Divided by key wherever that is possible. */
    DIVIDED(DistributionOptions.REPARTITION),
    /** Whole wherever that is possible; several tasks combine states of aggregates. */
    WHOLE(new DistributionOptions(1L << 40, 0, 0, 0, 3));

    private final DistributionOptions options;

    Moving(DistributionOptions options) {
      this.options = options;
    }

    DistributionOptions options() {
      return options;
    }
  }

  /** A cluster whose workers can all read all shards. */
  static ClusterShape shared(int workers, Moving moving) {
    return new ClusterShape(workers, 0, moving);
  }

  /** A cluster whose workers each have some shards. */
  static ClusterShape apart(int workers, int replicas, Moving moving) {
    return new ClusterShape(workers, replicas, moving);
  }

  /**
   * Starts such a cluster.
   *
   * @param data the folder with all tables
   * @param folder where the workers' own folders may be
   */
  TestCluster start(List<ShardedTable> tables, Path data, Path folder) throws IOException {
    return start(
        replicas == 0
            ? worker -> data
            : LocalFolders.deal(tables, data, folder, workers, replicas));
  }

  /**
   * Starts such a cluster.
   *
   * @param folders the data folder of each worker, counted from 1
   */
  TestCluster start(IntFunction<Path> folders) {
    return TestCluster.builder()
        .workers(workers)
        .distribution(moving.options)
        .unchangingData()
        .localData(folders)
        .build();
  }

  @Override
  public String toString() {
    String storage =
        switch (replicas) {
          case 0 -> "shared shards";
          case 1 -> "shards of their own";
          default -> replicas + " replicas";
        };
    return "%d worker%s, %s, rows moved %s"
        .formatted(
            workers,
            workers == 1 ? "" : "s",
            storage,
            moving.name().toLowerCase(Locale.ROOT).replace('_', ' '));
  }
}

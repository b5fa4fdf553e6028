package io.skein.bench;

import io.skein.client.QueryResult;
import io.skein.client.SkeinClient;
import io.skein.standalone.LocalCluster;
import io.skein.worker.engine.EngineOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/**
 * Queries to a cluster whose workers have one thread each, against one DuckDB that has as many
 * threads as all of them together, over the same files. Both must give as many rows.
 *
 * @param name what the sum of the queries is called
 * @param limit how many times as long as DuckDB the cluster may take for all of them
 * @param workers how many workers the cluster has
 * @param runs how many runs of each side count
 */
record QueryPairs(String name, String limit, int workers, int runs) {
  /**
   * How often every query runs on both sides before any is timed: servers have been up for long,
   * and their JVMs have compiled what they run.
   */
  private static final int WARM_UPS = 5;

  /** One thread each, and no more memory than several of them find on a small machine. */
  static final EngineOptions ONE_THREAD =
      new EngineOptions(Optional.of("4GB"), OptionalInt.of(1), Optional.empty());

  /** Measures, and hands over the figure of each query, then that of the sum of medians. */
  void run(Path tables, List<Query> queries, Consumer<Figure> figures) throws Exception {
    double ours = 0;
    double theirs = 0;
    try (LocalCluster cluster = cluster(tables, workers);
        SkeinClient client = SkeinClient.connect("127.0.0.1", cluster.port());
        PlainDuckDb plain = PlainDuckDb.ofTables(tables);
        BufferAllocator allocator = new RootAllocator()) {
      plain.execute("SET threads = " + workers);
      for (int warmUp = 0; warmUp < WARM_UPS; warmUp++) {
        for (Query query : queries) {
          fetch(client, query);
          plain.toArrow(query.sql(), allocator);
        }
      }
      for (Query query : queries) {
        long[] rows = new long[2];
        Pairs.Times times =
            Pairs.times(
                runs,
                () -> rows[0] = fetch(client, query),
                () -> rows[1] = plain.toArrow(query.sql(), allocator));
        requireSameRows(query, rows[0], rows[1]);
        figures.accept(Figure.ratio(query.id(), times.ours(), times.theirs(), "none"));
        ours += Figure.median(times.ours());
        theirs += Figure.median(times.theirs());
      }
    }
    figures.accept(
        new Figure(
            name,
            String.format(Locale.ROOT, "%.2f x", ours / theirs),
            limit,
            String.format(
                Locale.ROOT,
                "%.2f s against %.2f s, sums of %d medians, %d workers of 1 thread against %d"
                    + " threads",
                ours,
                theirs,
                queries.size(),
                workers,
                workers)));
  }

  /** Returns a cluster whose workers read the same folder, with one thread each. */
  static LocalCluster cluster(Path tables, int workers) {
    LocalCluster cluster = LocalCluster.start(0);
    try {
      for (int i = 1; i <= workers; i++) {
        cluster.startWorker(
            cluster.workerOptions("w" + i).dataFolder(tables).engine(ONE_THREAD).build());
      }
      cluster.awaitWorkers();
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private static long fetch(SkeinClient client, Query query) {
    try (QueryResult result = client.query(query.sql())) {
      return result.count();
    }
  }

  private static void requireSameRows(Query query, long ours, long theirs) {
    if (ours != theirs) {
      throw new IllegalStateException(
          "%s has %,d rows, but DuckDB finds %,d".formatted(query.id(), ours, theirs));
    }
  }
}

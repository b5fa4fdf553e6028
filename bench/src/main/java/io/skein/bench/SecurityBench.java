package io.skein.bench;

import io.skein.client.QueryResult;
import io.skein.client.SkeinClient;
import io.skein.standalone.testing.TestCluster;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * What TLS and authentication cost: the same fetch and the same one-row query at a cluster with
 * them and at one without, in turn.
 */
final class SecurityBench {
  private static final int WARM_UP_QUERIES = 300;
  private static final int QUERIES = 1000;

  private final Path dataDir;
  private final long rows;
  private final int workers;
  private final int runs;

  SecurityBench(Path dataDir, long rows, int workers, int runs) {
    this.dataDir = dataDir;
    this.rows = rows;
    this.workers = workers;
    this.runs = runs;
  }

  /** Measures, and hands over each figure as soon as it is known. */
  void run(Consumer<Figure> figures) throws Exception {
    try (TestCluster secured =
            TestCluster.builder().workers(workers).sharedData(dataDir).secured().build();
        TestCluster open = TestCluster.builder().workers(workers).sharedData(dataDir).build()) {
      figures.accept(
          Pairs.measure(
              "(s) SELECT * to memory, TLS and login / open",
              "-",
              runs,
              () -> fetch(secured.client()),
              () -> fetch(open.client())));
      long[] ours = new long[QUERIES];
      long[] theirs = new long[QUERIES];
      for (int i = -WARM_UP_QUERIES; i < QUERIES; i++) {
        long id = Math.floorMod(i * 7919L, rows);
        long our = oneRow(secured.client(), id);
        long their = oneRow(open.client(), id);
        if (i >= 0) {
          ours[i] = our;
          theirs[i] = their;
        }
      }
      Arrays.sort(ours);
      Arrays.sort(theirs);
      double our = ours[QUERIES / 2] / 1e6;
      double their = theirs[QUERIES / 2] / 1e6;
      figures.accept(
          new Figure(
              "(s) one-row query, TLS and login / open, p50",
              String.format(Locale.ROOT, "%.2f x", our / their),
              "-",
              String.format(
                  Locale.ROOT, "%.2f ms against %.2f ms, %d queries each", our, their, QUERIES)));
    }
  }

  private void fetch(SkeinClient client) {
    try (QueryResult result = client.query("SELECT * FROM dataset")) {
      long found = result.count();
      if (found != rows) {
        throw new IllegalStateException("%,d rows instead of %,d".formatted(found, rows));
      }
    }
  }

  private static long oneRow(SkeinClient client, long id) {
    long start = System.nanoTime();
    try (QueryResult result = client.query("SELECT * FROM dataset WHERE id = " + id)) {
      if (result.count() != 1) {
        throw new IllegalStateException("not one row with id " + id);
      }
    }
    return System.nanoTime() - start;
  }
}

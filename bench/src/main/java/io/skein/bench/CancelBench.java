package io.skein.bench;

import io.skein.standalone.testing.TestCluster;
import io.skein.worker.WorkerServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;

/**
 * How long the work of a query goes on after its client ended it, in each way in which it can:
 * until no task of it runs at any worker. Queries are ended at any moment of their run.
 */
final class CancelBench {
  private static final long SEED = 42;
  private static final int FIRST_MILLIS = 100;
  private static final int LAST_MILLIS = 1_500;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Each would run for minutes, and is somewhere else in DuckDB when it is ended. */
  private static final List<Query> QUERIES =
      List.of(
          new Query("rows sent", "SELECT id + i AS x, name FROM dataset, range(10000) r(i)"),
          new Query(
              "many groups",
              "SELECT (id * 10007 + i) % 1000000 AS x, count(*) AS n FROM dataset, range(10000) r(i)"
                  + " GROUP BY x"),
          new Query("sort", "SELECT i FROM range(300000000) r(i) ORDER BY hash(i)"),
          new Query(
              "cross join",
              "SELECT count(*) AS n FROM dataset a, dataset b, dataset c"
                  + " WHERE a.id + b.id * c.id = -1"),
          new Query(
              "exchange loaded",
              "SELECT row_number() OVER (ORDER BY hash(x)) AS n"
                  + " FROM (SELECT id + i AS x FROM dataset, range(10000) r(i))"),
          new Query(
              "rows gathered",
              "SELECT sum(random() + a.id + b.id + c.id) AS s"
                  + " FROM dataset a, dataset b, dataset c"));

  private final Path dataDir;
  private final int workers;
  private final int runs;
  private final Path folder;

  CancelBench(Path dataDir, int workers, int runs, Path folder) {
    this.dataDir = dataDir;
    this.workers = workers;
    this.runs = runs;
    this.folder = folder;
  }

  /**
   * One ended query.
   *
   * @param query its name
   * @param millis how long its work went on
   */
  private record Ended(String query, double millis) {}

  /** Measures, and hands over the figure of each way as soon as it is known. */
  void run(Consumer<Figure> figures) throws Exception {
    Random random = new Random(SEED);
    try (TestCluster cluster =
        TestCluster.builder().workers(workers).sharedData(dataDir).unchangingData().build()) {
      for (Ending ending : Ending.all(cluster.cluster().port(), folder)) {
        List<Ended> ended = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
          for (Query query : QUERIES) {
            int moment = FIRST_MILLIS + random.nextInt(LAST_MILLIS - FIRST_MILLIS);
            ended.add(new Ended(query.id(), millis(cluster, ending, query, moment)));
          }
        }
        figures.accept(figure(ending.name(), ended));
      }
    }
  }

  private static double millis(TestCluster cluster, Ending ending, Query query, int moment)
      throws Exception {
    try (Ending.Client client = ending.begin(query.sql())) {
      await(() -> tasks(cluster) > 0, query);
      Thread.sleep(moment);
      if (tasks(cluster) == 0) {
        throw new IllegalStateException(
            "the query was over before it was ended: %s".formatted(query));
      }
      long act = client.end();
      await(() -> tasks(cluster) == 0, query);
      return (System.nanoTime() - act) / 1e6;
    } finally {
      cluster.assertNothingHeld();
    }
  }

  private static int tasks(TestCluster cluster) {
    return cluster.cluster().workers().values().stream().mapToInt(WorkerServer::runningTasks).sum();
  }

  /** What is waited for. */
  @FunctionalInterface
  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition, Query query) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "nothing changed for %d s: %s".formatted(PATIENCE.toSeconds(), query));
      }
      Thread.sleep(2);
    }
  }

  private static Figure figure(String way, List<Ended> ended) {
    List<Ended> sorted = ended.stream().sorted(Comparator.comparing(Ended::millis)).toList();
    Ended slowest = sorted.get(sorted.size() - 1);
    return new Figure(
        "(x) work after " + way + ", p50",
        String.format(Locale.ROOT, "%.0f ms", sorted.get(sorted.size() / 2).millis()),
        "1000 ms",
        String.format(
            Locale.ROOT,
            "longest %.0f ms (%s), %d queries",
            slowest.millis(),
            slowest.query(),
            sorted.size()));
  }
}

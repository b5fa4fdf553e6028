package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.it.ChaosFaults.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes are killed, stopped and restarted, links between them cut, delayed and swallowed,
 * files damaged and ZooKeeper restarted, while clients ask queries whose answers are known. The
 * same seed gives the same faults and queries, though not at the same moments.
 *
 * <p>{@code -Dskein.chaos.queries=2000 -Dskein.chaos.faults=500 -Dskein.chaos.seconds=2400} is a
 * long run: it ends when it has asked so many queries and done so many faults, or when the time is
 * over. {@code -Dskein.chaos.report=FILE} keeps its report. Longer than the tests' time limit: say
 * {@code -Dskein.test.timeout='1 h' -Dskein.suite.seconds=0} too.
 */
class ChaosIT {
  private static final long SEED = Long.getLong("skein.chaos.seed", 1);
  private static final int QUERIES = Integer.getInteger("skein.chaos.queries", 60);
  private static final int FAULTS = Integer.getInteger("skein.chaos.faults", 20);
  private static final int SECONDS = Integer.getInteger("skein.chaos.seconds", 75);
  private static final int CLIENTS = Integer.getInteger("skein.chaos.clients", 3);
  private static final Duration DEADLINE = Duration.ofSeconds(90);
  private static final int WORKERS = 3;
  private static final int RANDOM_QUERIES = 40;

  @TempDir private Path folder;

  @Test
  void everyAnswerUnderFaultsIsRightOrATypedError() throws Exception {
    Path source = folder.resolve("source");
    CheckedQueries queries = CheckedQueries.write(source, RANDOM_QUERIES, SEED);
    long begin = System.nanoTime();
    try (UnsafeCluster cluster = UnsafeCluster.start(folder.resolve("cluster"), 2, WORKERS)) {
      cluster.deal(queries.tables(), source, 2);
      cluster.awaitAll(queries.tables().size());
      ChaosFaults faults = new ChaosFaults(cluster, queries.tables(), source, SEED);
      try (CheckedClients clients =
          new CheckedClients(cluster, queries.all(), CLIENTS, DEADLINE, SEED)) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (System.nanoTime() < end && (clients.count() < QUERIES || faults.count() < FAULTS)) {
          Kind kind = faults.next();
          if (faults.count() % 25 == 0) {
            System.out.printf("%d faults, last %s; %s%n", faults.count(), kind, clients);
          }
        }
        clients.end();
        report(faults, clients, begin);
        assertThat(clients.findings().stream().filter(text -> !text.startsWith("failed:")))
            .as("wrong, partial, doubled answers and hangs")
            .isEmpty();
        // With two replicas, and one of them there at any time, hardly any query may fail.
        assertThat(clients.count(Verdict.ERROR))
            .as("failed: %s", clients.findings())
            .isLessThanOrEqualTo(Math.max(1, clients.count() / 200));
        assertThat(clients.lanes()).containsKeys("SCATTER", "STAGED", "GATHER");
        assertThat(faults.count()).isPositive();
      }
    }
  }

  private static void report(ChaosFaults faults, CheckedClients clients, long begin)
      throws Exception {
    String report =
        "seed %d, %d s%n%s%nfaults %d: %s%n%s%n"
            .formatted(
                SEED,
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin),
                clients,
                faults.count(),
                faults.done(),
                String.join(System.lineSeparator(), clients.findings()));
    System.out.print(report);
    String file = System.getProperty("skein.chaos.report", "");
    if (!file.isEmpty()) {
      Files.write(Path.of(file), List.of(report));
    }
  }
}

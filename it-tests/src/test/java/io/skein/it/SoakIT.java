package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.standalone.process.NodeProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many clients ask checked queries for a long time, while a worker is replaced every minute, and
 * what each process holds is written down. {@code -Dskein.soak.seconds=1800} runs it for half an
 * hour, {@code -Dskein.soak.report=FILE} keeps its report; without the first it does not run.
 * Longer than the tests' time limit: say {@code -Dskein.test.timeout='1 h' -Dskein.suite.seconds=0}
 * too.
 */
@EnabledIfSystemProperty(named = "skein.soak.seconds", matches = "\\d+")
class SoakIT {
  private static final int SECONDS = Integer.getInteger("skein.soak.seconds", 0);
  private static final int CLIENTS = Integer.getInteger("skein.soak.clients", 32);
  private static final int REPLACE_SECONDS = Integer.getInteger("skein.soak.replace", 60);
  private static final int SAMPLE_SECONDS = Integer.getInteger("skein.soak.sample", 20);
  private static final Duration DEADLINE = Duration.ofMinutes(5);
  private static final int WORKERS = 3;

  @TempDir private Path folder;
  private final List<String> report = new ArrayList<>();

  @Test
  void whatEachProcessHoldsStaysBoundedAndNoQueryIsLost() throws Exception {
    Path source = folder.resolve("source");
    CheckedQueries queries = CheckedQueries.write(source, 40, 1);
    try (UnsafeCluster cluster = UnsafeCluster.start(folder.resolve("cluster"), 2, WORKERS)) {
      cluster.deal(queries.tables(), source, 2);
      cluster.awaitAll(queries.tables().size());
      try (CheckedClients clients =
          new CheckedClients(cluster, queries.all(), CLIENTS, DEADLINE, 1)) {
        run(cluster, queries.tables().size(), clients);
        clients.end();
        report.add(clients.toString());
        write();
        assertThat(clients.findings()).isEmpty();
        assertThat(clients.count(Verdict.RIGHT)).isEqualTo(clients.count()).isPositive();
      }
    }
  }

  private void run(UnsafeCluster cluster, int tables, CheckedClients clients) throws Exception {
    long begin = System.nanoTime();
    long end = begin + TimeUnit.SECONDS.toNanos(SECONDS);
    long replace = begin + TimeUnit.SECONDS.toNanos(REPLACE_SECONDS);
    int replaced = 0;
    int before = 0;
    long sampled = begin;
    while (System.nanoTime() < end) {
      TimeUnit.SECONDS.sleep(SAMPLE_SECONDS);
      long now = System.nanoTime();
      int count = clients.count();
      report.add(
          "%d s: %.1f queries/s, %d replaced"
              .formatted(
                  TimeUnit.NANOSECONDS.toSeconds(now - begin),
                  (count - before) * 1e9 / (now - sampled),
                  replaced));
      before = count;
      sampled = now;
      for (Map.Entry<String, NodeProcess> node : cluster.processes().entrySet()) {
        report.add(
            "  %s: %s"
                .formatted(
                    node.getKey(),
                    ProcessFigures.of(
                        node.getValue().handle().pid(), cluster.temporary(node.getKey()))));
      }
      write();
      if (now > replace) {
        String worker = "w" + (replaced % WORKERS + 1);
        cluster.stop(worker);
        cluster.startWorker(worker);
        cluster.awaitAll(tables);
        replaced++;
        replace += TimeUnit.SECONDS.toNanos(REPLACE_SECONDS);
      }
    }
  }

  private void write() throws Exception {
    String file = System.getProperty("skein.soak.report", "");
    if (!file.isEmpty()) {
      Files.write(Path.of(file), report);
    }
  }
}

package io.skein.standalone;

import io.skein.client.QueryResult;
import io.skein.client.SkeinClient;
import io.skein.client.output.ResultTable;
import io.skein.coordinator.CoordinatorOptions;
import io.skein.generator.DataSet;
import io.skein.generator.Generator;
import io.skein.generator.OutputOptions;
import io.skein.generator.Progress;
import io.skein.generator.Summary;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.QuerySummary;
import io.skein.protocol.table.Sharding;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code skein demo}: a whole cluster in one process, and real queries to it. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Starts ZooKeeper, three workers and a coordinator in this process, and queries them.")
final class DemoCommand implements Callable<Integer> {
  private static final int WORKERS = 3;
  private static final long RECORDS = 100_000;
  private static final long SEED = 42;
  private static final int ROWS_SHOWN = 5;

  private static final List<String> QUERIES =
      List.of(
          "SELECT * FROM dataset WHERE category = 'A' LIMIT 1000",
          "SELECT category, COUNT(*) AS count, AVG(value1) AS avg_value1, SUM(value2) AS sum_value2"
              + " FROM dataset GROUP BY category",
          "SELECT * FROM dataset WHERE date BETWEEN '2020-01-01' AND '2020-01-31'",
          "SELECT category, DATE_TRUNC('month', date) AS month, COUNT(*) AS count, AVG(value1) AS"
              + " avg_value1, SUM(CASE WHEN active THEN 1 ELSE 0 END) AS active_count FROM dataset"
              + " GROUP BY category, DATE_TRUNC('month', date) ORDER BY month, category");

  @Option(
      names = "--data-dir",
      defaultValue = "data",
      description = "folder with tables; a data set is generated if it has none")
  private Path dataDir;

  @Option(names = "--query", description = "a query to run instead of the four; may be repeated")
  private List<String> queries;

  @Option(names = "--serve", description = "keep the cluster running until Ctrl-C")
  private boolean serve;

  @Option(
      names = "--port",
      defaultValue = "8815",
      description = "port of the coordinator with --serve; else it takes any free one")
  private int port;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try {
      return run(spec.commandLine().getOut());
    } catch (SkeinException e) {
      spec.commandLine().getErr().println("skein demo: " + e.describe());
      return 1;
    }
  }

  private int run(PrintWriter out) throws IOException, InterruptedException {
    if (!hasTables(dataDir)) {
      Summary summary =
          Generator.generate(
              DataSet.dataset(RECORDS, SEED, Sharding.NONE),
              OutputOptions.to(dataDir.resolve("dataset")),
              Progress.NONE);
      out.printf("Generated table dataset in %s: %s%n", dataDir, summary.describe());
    }
    try (LocalCluster cluster = LocalCluster.start(serve ? port : 0)) {
      for (int i = 1; i <= WORKERS; i++) {
        cluster.startWorker(cluster.workerOptions("worker-" + i).dataFolder(dataDir).build());
      }
      cluster.awaitWorkers();
      out.printf(
          "Started a coordinator at localhost:%d and %d workers, which serve %s%n%n",
          cluster.port(), WORKERS, cluster.coordinator().catalog().tables().keySet());
      try (SkeinClient client = SkeinClient.connect("127.0.0.1", cluster.port())) {
        for (String query : queries == null ? QUERIES : queries) {
          answer(client, query, out);
        }
      }
      end(cluster, out);
    }
    return 0;
  }

  private static void answer(SkeinClient client, String query, PrintWriter out) throws IOException {
    out.println(query);
    out.flush();
    client.fetch(query, result -> ResultTable.fetch(result, ROWS_SHOWN)).print(out);
    out.println(client.fetch(query, DemoCommand::figures));
    out.println();
    out.flush();
  }

  /** Fetches the whole result again, to time what no display gets in the way of. */
  private static String figures(QueryResult result) {
    long start = System.nanoTime();
    long rows = result.count();
    int endpoints = result.endpoints().size();
    return "lane %s, %d endpoint%s, %,d row%s in %.0f ms"
        .formatted(
            result.summary().map(QuerySummary::lane).orElse("unknown"),
            endpoints,
            endpoints == 1 ? "" : "s",
            rows,
            rows == 1 ? "" : "s",
            (System.nanoTime() - start) / 1e6);
  }

  private void end(LocalCluster cluster, PrintWriter out) throws InterruptedException {
    if (!serve) {
      out.println("How to go on:");
      out.println("  ./skein demo --query \"EXPLAIN SELECT count(*) FROM dataset\"");
      out.println(
          "  ./skein demo --serve     keeps the cluster running; then, in another terminal:");
      out.println("  ./skein query --query \"SELECT * FROM dataset\" --output-path dataset.csv");
      out.flush();
      return;
    }
    out.printf("Serving at localhost:%d until Ctrl-C.%n", cluster.port());
    out.printf(
        "  ./skein query%s --query \"SELECT * FROM dataset LIMIT 10\"%n",
        cluster.port() == CoordinatorOptions.DEFAULT_PORT ? "" : " --port " + cluster.port());
    out.flush();
    new CountDownLatch(1).await();
  }

  private static boolean hasTables(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.anyMatch(
          entry -> Files.isDirectory(entry) && !entry.getFileName().toString().startsWith("."));
    }
  }
}

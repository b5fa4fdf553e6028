package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.skein.client.SkeinClient;
import io.skein.protocol.query.QueryState;
import io.skein.protocol.sql.SqlText;
import io.skein.standalone.process.JavaCommand;
import io.skein.standalone.process.NodeProcess;
import io.skein.standalone.process.ProcessCluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ZooKeeper, a coordinator, workers, the generator and the query command as real processes. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProcessClusterIT {
  private static final long ROWS = 20_000;
  private static final Pattern METRICS = Pattern.compile("shows its metrics at port (\\d+)");

  @TempDir static Path folder;
  private static ProcessCluster cluster;

  @BeforeAll
  static void startEverything() throws Exception {
    SkeinRun generated =
        SkeinRun.of(
            folder,
            "generate",
            "--num-records",
            String.valueOf(ROWS),
            "--output-path",
            "data/dataset");
    assertThat(generated.exitCode()).as(generated.err()).isZero();
    cluster = ProcessCluster.start(folder.resolve("nodes"));
    for (int i = 1; i <= 3; i++) {
      cluster.startWorker("w" + i, folder.resolve("data"));
    }
    cluster.await(status -> status.workers().size() == 3 && status.tables().containsKey("dataset"));
  }

  @AfterAll
  static void stopEverything() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static SkeinRun query(String... more) throws IOException, InterruptedException {
    String[] arguments = new String[more.length + 3];
    arguments[0] = "query";
    arguments[1] = "--port";
    arguments[2] = String.valueOf(cluster.port());
    System.arraycopy(more, 0, arguments, 3, more.length);
    return SkeinRun.of(folder, arguments);
  }

  @Test
  @Order(1)
  void everyNodeShowsItsMetricsAndItsHealth() throws Exception {
    assertThat(get("w1", "healthz")).isEqualTo("200 ok\n");
    assertThat(get("w1", "readyz")).isEqualTo("200 ok\n");
    assertThat(get("w1", "metrics"))
        .startsWith("200 ")
        .contains("\nskein_worker_tables 1\n", "\nskein_worker_shards 12\n")
        .contains("# TYPE skein_worker_tasks_running gauge", "\nskein_node_threads ");
    assertThat(query("--query", "SELECT count(*) FROM dataset").exitCode()).isZero();
    await()
        .untilAsserted(
            () ->
                assertThat(get("coordinator", "metrics"))
                    .containsPattern("\nskein_coordinator_queries_total\\{.*} [1-9]")
                    .containsPattern("\nskein_coordinator_planning_seconds_sum [\\d.]*[1-9]")
                    .contains("\nskein_coordinator_workers 3\n"));
    assertThat(get("coordinator", "readyz")).isEqualTo("200 ok\n");
    assertThat(get("coordinator", "healthz")).isEqualTo("200 ok\n");
    assertThat(get("coordinator", "nothing")).startsWith("404 ");
  }

  private static String get(String node, String path) throws Exception {
    String log = Files.readString(folder.resolve("nodes").resolve(node + ".log"));
    Matcher port = METRICS.matcher(log);
    assertThat(port.find()).as(log).isTrue();
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%s/%s".formatted(port.group(1), path)))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body();
  }

  @ParameterizedTest
  @Order(1)
  @CsvSource({
    "csv, read_csv",
    "parquet, read_parquet",
    "json, read_json",
  })
  void aFileHasTheRowsOfOneDuckDb(String format, String reader) throws Exception {
    SkeinRun run = query("--query", "SELECT * FROM dataset", "--output-format", format);
    assertThat(run.exitCode()).as(run.err()).isZero();
    String file = SqlText.literal(folder.resolve("query_results." + format).toString());
    assertThat(differences("%s(%s)".formatted(reader, file))).isZero();
  }

  @Test
  @Order(1)
  void anArrowFileHasAllRows() throws Exception {
    SkeinRun run = query("--query", "SELECT * FROM dataset", "--output-format", "arrow");
    assertThat(run.exitCode()).as(run.err()).isZero();
    long rows = 0;
    try (BufferAllocator allocator = new RootAllocator();
        FileChannel channel = FileChannel.open(folder.resolve("query_results.arrow"));
        ArrowFileReader reader = new ArrowFileReader(channel, allocator)) {
      while (reader.loadNextBatch()) {
        rows += reader.getVectorSchemaRoot().getRowCount();
      }
    }
    assertThat(rows).isEqualTo(ROWS);
  }

  @Test
  @Order(1)
  void theScreenShowsATable() throws Exception {
    SkeinRun run =
        query("--query", "SELECT count(*) AS n FROM dataset", "--output-format", "display");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("int64").contains("20000").contains("(1 row)");
  }

  /** A killed client cannot say that it goes; Ctrl-C is SIGINT. */
  @ParameterizedTest
  @Order(1)
  @ValueSource(strings = {"KILL", "INT"})
  void nothingOfAQueryIsLeftWhenItsClientIsEnded(String signal) throws Exception {
    Path own = Files.createDirectories(folder.resolve("ended").resolve(signal));
    List<String> command = new ArrayList<>(JavaCommand.skein());
    command.addAll(
        List.of(
            "query",
            "--port",
            String.valueOf(cluster.port()),
            "--output-path",
            "endless.csv",
            "--query",
            "SELECT count(*) AS n FROM dataset a, dataset b, dataset c"
                + " WHERE a.id + b.id * c.id = -1"));
    Process process =
        new ProcessBuilder(command)
            .directory(own.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("endless.log").toFile())
            .start();
    try (SkeinClient client = SkeinClient.connect("localhost", cluster.port())) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> client.queries().stream().anyMatch(q -> q.state() == QueryState.RUNNING));
      assertThat(new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor())
          .isZero();
      await()
          .pollInterval(Duration.ofMillis(20))
          .atMost(Duration.ofSeconds(8))
          .until(() -> client.status().members().stream().mapToInt(w -> w.tasks()).sum() == 0);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      await()
          .untilAsserted(
              () ->
                  assertThat(client.queries())
                      .filteredOn(query -> query.sql().contains("a.id + b.id * c.id"))
                      .allMatch(query -> query.state() == QueryState.CANCELLED));
      assertThat(own.resolve("endless.csv")).doesNotExist();
      if (signal.equals("INT")) {
        // One that is killed cannot remove its unfinished file.
        assertThat(own).isEmptyDirectory();
      }
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  @Order(2)
  void theExitCodeSaysWhatWentWrongAndNoFileIsLeft() throws Exception {
    SkeinRun wrong = query("--query", "SELECT nosuch FROM dataset", "--output-path", "wrong.csv");
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.err())
        .contains("Referenced column \"nosuch\" not found")
        .doesNotContain("\tat ");
    assertThat(folder.resolve("wrong.csv")).doesNotExist();
    assertThat(query("--nosuch").exitCode()).isEqualTo(2);
    SkeinRun nobody = SkeinRun.of(folder, "query", "--port", "1", "--query", "SELECT 1");
    assertThat(nobody.exitCode()).isEqualTo(3);
    assertThat(nobody.err()).contains("cannot reach a coordinator at localhost:1");
  }

  @Test
  @Order(3)
  void theAnswerIsRightAtOnceAfterAWorkerWasKilled() throws Exception {
    cluster.worker("w2").kill();
    SkeinRun run = query("--query", "SELECT * FROM dataset", "--output-path", "after-kill.parquet");
    assertThat(run.exitCode()).as(run.err()).isZero();
    String file = SqlText.literal(folder.resolve("after-kill.parquet").toString());
    assertThat(differences("read_parquet(%s)".formatted(file))).isZero();
  }

  @Test
  @Order(4)
  void aWorkerThatIsToldToEndLeavesTheClusterBeforeItEnds() throws Exception {
    NodeProcess worker = cluster.worker("w3");
    worker.stop();
    assertThat(worker.handle().isAlive()).isFalse();
    cluster.await(status -> !status.workers().containsKey("w3"));
    SkeinRun run = query("--query", "SELECT count(*), sum(id) FROM dataset");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("20000").contains("199990000");
  }

  /** Counts rows that are only in the relation or only in the generated files. */
  private static long differences(String relation) throws Exception {
    String files = SqlText.literal(folder + "/data/dataset/*/*.parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE oracle AS FROM read_parquet(" + files + ")");
      statement.execute("CREATE TABLE found AS FROM oracle LIMIT 0");
      statement.execute("INSERT INTO found BY NAME FROM " + relation);
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT (SELECT count(*) FROM (FROM oracle EXCEPT ALL FROM found))"
                  + " + (SELECT count(*) FROM (FROM found EXCEPT ALL FROM oracle))")) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  @Test
  @Order(5)
  void noPartOfAnyFileIsLeft() throws IOException {
    try (var files = Files.list(folder)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .noneMatch(name -> name.contains("partial"));
    }
  }
}

package io.skein.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.skein.client.LoopbackCluster;
import io.skein.client.LoopbackCluster.Answer;
import io.skein.client.LoopbackCluster.Offer;
import io.skein.client.SqlRows;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class QueryCommandTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private LoopbackCluster cluster;
  private SqlRows rows;

  @BeforeEach
  void startCluster() throws Exception {
    cluster = new LoopbackCluster();
    rows = new SqlRows();
  }

  @AfterEach
  void stopCluster() throws Exception {
    cluster.close();
    rows.close();
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--port", String.valueOf(cluster.port())));
    all.addAll(List.of(arguments));
    return execute(all.toArray(String[]::new));
  }

  private int execute(String... arguments) {
    return new CommandLine(new QueryCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void aResultIsShownAsATable() throws Exception {
    cluster.answering(
        Answer.of(
                rows.offer(
                    """
                    SELECT * FROM (VALUES
                      (1::HUGEINT, 'short', 0.5, true, [1, 2], '10'::BIT),
                      (-1234, 'two
                    lines', NULL, false, [], NULL),
                      (NULL, '日本', 100, NULL, NULL, '011')) t(h, text, "a longer name", flag, l, e)
                    """))
            .inOrder());
    assertThat(run("--query", "SELECT")).isZero();
    assertThat(out)
        .hasToString(
            """
            ┌────────┬────────────┬───────────────┬─────────┬─────────┬──────┐
            │   h    │    text    │ a longer name │  flag   │    l    │  e   │
            │ int128 │  varchar   │ decimal(11,1) │ boolean │ int32[] │ bit  │
            ├────────┼────────────┼───────────────┼─────────┼─────────┼──────┤
            │      1 │ short      │           0.5 │ true    │ [1, 2]  │ 10   │
            │  -1234 │ two\\nlines │          NULL │ false   │ []      │ NULL │
            │   NULL │ 日本       │         100.0 │ NULL    │ NULL    │ 011  │
            └────────┴────────────┴───────────────┴─────────┴─────────┴──────┘
            (3 rows)
            """);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aTableShowsTheFirstRowsAndFetchesNoMore() throws Exception {
    CountDownLatch shown = new CountDownLatch(1);
    Offer endless =
        new Offer(
            List.of(),
            rows.offer("SELECT 1 AS i").schema(),
            (sender, allocator, worker) -> {
              sender.start();
              rows.send("SELECT 7 AS i FROM range(41)", sender, allocator);
              shown.await(20, TimeUnit.SECONDS);
            });
    cluster.answering(Answer.of(endless, endless));
    assertThat(run("-q", "SELECT")).isZero();
    shown.countDown();
    assertThat(out.toString().lines().filter(line -> line.contains("7"))).hasSize(40);
    assertThat(out.toString()).endsWith("(first 40 rows; more with --max-rows)\n");
  }

  @Test
  void maxRowsThatHoldEverythingSaySo() throws Exception {
    cluster.answering(Answer.of(rows.offer("SELECT 7 AS i FROM range(2)")));
    assertThat(run("-q", "SELECT", "--max-rows", "2")).isZero();
    assertThat(out.toString()).endsWith("(2 rows)\n");
  }

  @Test
  void anExplanationIsPrintedAsItIs() throws Exception {
    cluster.answering(
        Answer.of(
            rows.offer(
                "SELECT 'physical_plan' AS explain_key, 'SCATTER' || chr(10) || '  scan' AS"
                    + " explain_value")));
    assertThat(run("-q", "EXPLAIN SELECT")).isZero();
    assertThat(out).hasToString("SCATTER\n  scan\n");
  }

  @Test
  void theQueryComesFromAnOptionAFileOrStandardInput() throws Exception {
    List<String> asked = new ArrayList<>();
    Answer answer = Answer.of(rows.offer("SELECT 1 AS i"));
    cluster.answering(
        sql -> {
          asked.add(sql);
          return answer;
        });
    Path file = Files.writeString(folder.resolve("query.sql"), "SELECT 'ä'");
    assertThat(run("--query", "SELECT 1")).isZero();
    assertThat(run("-f", file.toString())).isZero();
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream("SELECT 'ö'".getBytes(StandardCharsets.UTF_8)));
    try {
      assertThat(run()).isZero();
    } finally {
      System.setIn(before);
    }
    assertThat(asked).containsExactly("SELECT 1", "SELECT 'ä'", "SELECT 'ö'");
  }

  @Test
  void aFileIsWrittenInTheFormatOfItsName() throws Exception {
    cluster.answering(Answer.of(rows.offer("SELECT 1 AS i, 'x' AS s")));
    Path file = folder.resolve("result.json");
    assertThat(run("-q", "SELECT", "--output-path", file.toString())).isZero();
    assertThat(file).hasContent("{\"i\":1,\"s\":\"x\"}");
    assertThat(run("-q", "SELECT", "--output-path", file.toString(), "--output-format", "CSV"))
        .isZero();
    assertThat(file).hasContent("i,s\n1,x");
    assertThat(out.toString() + err).isEmpty();
  }

  @Test
  void wrongUsageIsSaidBeforeTheQueryRuns() throws Exception {
    cluster.answering(Answer.of(rows.offer("SELECT 1 AS i")));
    Path unwritable = Files.createDirectory(folder.resolve("dir"));
    Path empty = Files.writeString(folder.resolve("empty.sql"), " \n");
    assertUsage("unknown --output-format 'xml'", "-q", "SELECT", "--output-format", "xml");
    assertUsage("mutually exclusive", "-q", "SELECT", "-f", "x.sql");
    assertUsage("there is no file " + folder, "-f", folder.resolve("none.sql").toString());
    assertUsage("is empty", "-f", empty.toString());
    assertUsage("--max-rows must be at least 1", "-q", "SELECT", "--max-rows", "0");
    assertUsage("parallelism must be at least 1", "-q", "SELECT", "--parallelism", "0");
    assertUsage("write LIMIT", "-q", "SELECT", "--output-format", "csv", "--max-rows", "1");
    assertUsage(
        "--output-path is for files",
        "-q",
        "SELECT",
        "--output-format",
        "display",
        "--output-path",
        "x.csv");
    assertUsage(
        "does not tell its format",
        "-q",
        "SELECT",
        "--output-path",
        folder.resolve("result").toString());
    assertUsage(
        "there is no folder " + folder.resolve("none"),
        "-q",
        "SELECT",
        "--output-path",
        folder.resolve("none/result.csv").toString());
    assertUsage(
        "is a folder",
        "-q",
        "SELECT",
        "--output-format",
        "csv",
        "--output-path",
        unwritable.toString());
    assertUsage(
        "is not a regular file",
        "-q",
        "SELECT",
        "--output-format",
        "csv",
        "--output-path",
        "/dev/null");
    assertUsage("Unknown option", "-q", "SELECT", "--colour");
    assertUsage("Invalid value for option '--port'", "-q", "SELECT", "--port", "many");
    assertThat(cluster.queries()).isZero();
  }

  private void assertUsage(String message, String... arguments) {
    err.getBuffer().setLength(0);
    assertThat(run(arguments)).as(Arrays.toString(arguments)).isEqualTo(2);
    assertThat(err.toString()).contains(message).contains("Usage: query");
  }

  @Test
  void anErrorOfTheQueryIsItsOwnWordsWithoutAStackTrace() throws Exception {
    Answer answer =
        Answer.of(
            new Offer(
                List.of(),
                rows.offer("SELECT 1 AS i").schema(),
                (sender, allocator, worker) -> {
                  throw new SkeinException(
                          ErrorCode.EXECUTION_ERROR, "Conversion Error: 'x' is no INTEGER")
                      .withWorker("w2")
                      .withShard("orders/3");
                }));
    cluster.answering(answer);
    Path file = folder.resolve("result.csv");
    assertThat(run("-q", "SELECT", "--output-path", file.toString())).isEqualTo(1);
    assertThat(err)
        .hasToString(
            "Error: Conversion Error: 'x' is no INTEGER"
                + " (EXECUTION_ERROR, worker w2, shard orders/3)\n");
    assertThat(folder).isEmptyDirectory();
    assertThat(run("-q", "SELECT")).isEqualTo(1);
    assertThat(out.toString()).isEmpty();
    err.getBuffer().setLength(0);
    assertThat(run("-q", "SELECT", "--verbose")).isEqualTo(1);
    assertThat(err.toString()).contains("\tat io.skein.client");
  }

  @Test
  void aQueryThatIsPlannedAgainSaysWhy() throws Exception {
    AtomicInteger plans = new AtomicInteger();
    Offer good = rows.offer("SELECT 1 AS i");
    Offer changed =
        new Offer(
            List.of(),
            good.schema(),
            (sender, allocator, worker) -> {
              throw new SkeinException(ErrorCode.SHARD_CHANGED, "shard 3 was rewritten");
            });
    cluster.answering(sql -> Answer.of(plans.incrementAndGet() == 1 ? changed : good));
    Path file = folder.resolve("result.csv");
    assertThat(run("-q", "SELECT", "--output-path", file.toString())).isZero();
    assertThat(file).hasContent("i\n1");
    assertThat(err.toString())
        .contains("shard 3 was rewritten (SHARD_CHANGED, worker grpc+tcp://localhost:")
        .contains("the query is planned again");
  }

  @Test
  void aClusterThatCannotBeReachedHasAnExitCodeOfItsOwn() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    assertThat(execute("-q", "SELECT", "--port", String.valueOf(port))).isEqualTo(3);
    assertThat(err.toString())
        .startsWith(
            "Error: cannot reach a coordinator at localhost:%d: is it running?".formatted(port))
        .contains("--host and --port")
        .doesNotContain("\tat ");
    err.getBuffer().setLength(0);
    assertThat(execute("-q", "SELECT", "--host", "no-such-host.invalid")).isEqualTo(3);
    assertThat(err.toString()).contains("no-such-host.invalid:8815");
  }

  @Test
  void aProcessThatIsAskedToEndLeavesNoFile() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    cluster.answering(
        Answer.of(
            new Offer(
                List.of(),
                rows.offer("SELECT 1::BIGINT AS i").schema(),
                (sender, allocator, worker) -> {
                  sender.start();
                  rows.send("SELECT i FROM range(100000) t(i)", sender, allocator);
                  ended.await(60, TimeUnit.SECONDS);
                })));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                QueryMain.class.getName(),
                "--port",
                String.valueOf(cluster.port()),
                "-q",
                "SELECT",
                "--output-path",
                folder.resolve("result.csv").toString())
            .inheritIO()
            .start();
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> folder.toFile().list((file, name) -> name.contains(".partial-")).length == 1);
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
      ended.countDown();
    }
    assertThat(folder).isEmptyDirectory();
    await().until(() -> cluster.open() == 0);
  }

  @Test
  void theHelpTellsTheExitCodes() {
    assertThat(execute("--help")).isZero();
    assertThat(out.toString())
        .contains("Exit codes:")
        .contains("3   No coordinator could be reached.")
        .contains("only then");
  }
}

package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.client.QueryResult;
import io.skein.planner.distribute.DistributionOptions;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.FlightClients;
import io.skein.protocol.ticket.Endpoint;
import io.skein.standalone.testing.TestCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** EXPLAIN ANALYZE runs the query and says what every stage and task gave and took. */
class ExplainAnalyzeIT {
  private static final String JOIN =
      "SELECT a.category, count(*) AS n, sum(b.amount) AS amount FROM even.items AS a"
          + " JOIN seven.sales AS b ON a.id = b.item WHERE a.id < 3000 GROUP BY a.category";

  private static final Pattern STAGE = Pattern.compile("stage (\\d+): (\\d+) tasks?, (.*)");
  private static final Pattern SUM =
      Pattern.compile(
          "  ([\\d,]+) rows?, ([\\d,]+) bytes given; ([\\d,]+) bytes exchanged,"
              + " ([\\d,]+) read locally; ([\\d,]+) ms; skew ([\\d.]+)");
  private static final Pattern TASK =
      Pattern.compile(
          "  task (\\d+) at (w\\d): ([\\d,]+) rows?, ([\\d,]+) bytes, ([\\d,]+) ms"
              + "(, [\\d,]+ of it for its inputs)?, attempt 0");

  private static TestCluster cluster;
  private static Oracle oracle;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    oracle = new Oracle();
    try (TableWriter writer = new TableWriter()) {
      oracle.add(
          writer.write(
              data,
              Layout.EVEN,
              TableRows.of(
                  "items",
                  "id",
                  "SELECT i::BIGINT AS id, 'category ' || i % 7 AS category"
                      + " FROM range(5000) AS r(i)")));
      oracle.add(
          writer.write(
              data,
              Layout.SEVEN,
              TableRows.of(
                  "sales",
                  "item",
                  // Nine of ten rows are of one item.
                  "SELECT CASE WHEN i % 10 = 0 THEN i % 5000 ELSE 42 END::BIGINT AS item,"
                      + " i::BIGINT AS amount, 'note ' || i AS note FROM range(20000) AS r(i)")));
    }
    cluster =
        TestCluster.builder()
            .workers(3)
            .distribution(DistributionOptions.REPARTITION)
            .sharedData(data)
            .build();
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
    oracle.close();
  }

  @AfterEach
  void nothingIsHeld() throws Exception {
    cluster.assertNothingHeld();
  }

  /** What the lines say of one stage. */
  private record StageLines(
      String exchange, int tasks, long rows, long bytes, long moved, long millis, double skew) {}

  private static List<String> analyze(String sql) {
    List<List<Object>> rows = cluster.rows("EXPLAIN ANALYZE " + sql);
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).get(0)).isEqualTo("analyzed_plan");
    return rows.get(0).get(1).toString().lines().toList();
  }

  private static Map<Integer, StageLines> stages(List<String> lines) {
    Map<Integer, StageLines> stages = new TreeMap<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher stage = STAGE.matcher(lines.get(i));
      if (!stage.matches()) {
        continue;
      }
      String given = lines.get(i + 1);
      Matcher sum = SUM.matcher(given);
      assertThat(sum.matches()).as(given).isTrue();
      int tasks = Integer.parseInt(stage.group(2));
      long rows = 0;
      long bytes = 0;
      for (int task = 0; task < tasks; task++) {
        String line = lines.get(i + 2 + task);
        Matcher told = TASK.matcher(line);
        assertThat(told.matches()).as(line).isTrue();
        assertThat(told.group(1)).isEqualTo(String.valueOf(task));
        rows += number(told.group(3));
        bytes += number(told.group(4));
      }
      assertThat(number(sum.group(1))).isEqualTo(rows);
      assertThat(number(sum.group(2))).isEqualTo(bytes);
      stages.put(
          Integer.parseInt(stage.group(1)),
          new StageLines(
              stage.group(3),
              tasks,
              rows,
              bytes,
              number(sum.group(3)) + number(sum.group(4)),
              number(sum.group(5)),
              Double.parseDouble(sum.group(6))));
    }
    return stages;
  }

  private static long number(String text) {
    return Long.parseLong(text.replace(",", ""));
  }

  private static long count(String sql) throws Exception {
    return Long.parseLong(
        oracle.answer("SELECT count(*) FROM (" + sql + ")").rows().get(0).get(0).toString());
  }

  @Test
  void aGroupedJoinShowsTheRowsThatEveryStageGave() throws Exception {
    List<String> lines = analyze(JOIN);
    assertThat(lines).startsWith("lane: STAGED");
    Map<Integer, StageLines> stages = stages(lines);
    assertThat(stages.get(0).exchange()).startsWith("repartition");
    assertThat(stages.get(1).exchange()).startsWith("repartition");
    long items = count("SELECT * FROM even.items WHERE id < 3000");
    long sales = count("SELECT * FROM seven.sales WHERE item < 3000");
    assertThat(List.of(stages.get(0).rows(), stages.get(1).rows()))
        .as(String.join("\n", lines))
        .containsExactlyInAnyOrder(items, sales);
    StageLines last = stages.get(stages.size() - 1);
    assertThat(last.rows()).isEqualTo(count(JOIN)).isEqualTo(7);
    assertThat(lines.get(lines.size() - 1))
        .matches(
            "total: [\\d,]+ ms, [\\d,]+ ms of it planning; [\\d,]+ bytes exchanged; 7 rows in the"
                + " result");
    // Whatever is read of other tasks was given by them; kept results say about how much.
    long kept = stages.get(0).bytes() + stages.get(1).bytes();
    assertThat(stages.get(2).moved()).isBetween(kept / 2, kept * 2);
    assertThat(last.moved()).isPositive();
  }

  @Test
  void aSkewedKeyShowsInTheStageThatJoins() {
    Map<Integer, StageLines> stages =
        stages(
            analyze(
                "SELECT b.amount, a.category FROM even.items AS a JOIN seven.sales AS b"
                    + " ON a.id = b.item"));
    StageLines join = stages.get(stages.size() - 1);
    assertThat(join.tasks()).isGreaterThan(1);
    assertThat(join.rows()).isEqualTo(20_000);
    assertThat(join.skew()).isGreaterThan(1.5);
  }

  @Test
  void aBroadcastResultIsGivenOnceAndReadByEveryTask() throws Exception {
    List<String> lines =
        analyze(
            "SELECT a.id, b.note FROM seven.sales AS b JOIN even.items AS a"
                + " ON a.id + b.amount < 50 AND b.amount < 40 AND length(b.note) < 9");
    StageLines broadcast =
        stages(lines).values().stream()
            .filter(stage -> stage.exchange().startsWith("broadcast to 3 tasks"))
            .findFirst()
            .orElseThrow(() -> new AssertionError(String.join("\n", lines)));
    StageLines join = stages(lines).get(1);
    assertThat(broadcast.rows()).as(String.join("\n", lines)).isIn(40L, 50L, 5000L);
    assertThat(broadcast.bytes()).isPositive();
    assertThat(join.moved()).isBetween(broadcast.bytes() * 2, broadcast.bytes() * 5);
    assertThat(join.rows())
        .isEqualTo(
            count(
                "SELECT 1 FROM seven.sales AS b JOIN even.items AS a"
                    + " ON a.id + b.amount < 50 AND b.amount < 40"));
  }

  @Test
  void aScatteredQueryShowsItsOneStageWithoutExchange() {
    List<String> lines = analyze("SELECT id FROM even.items WHERE id % 2 = 0");
    assertThat(lines).startsWith("lane: SCATTER");
    StageLines only = stages(lines).get(0);
    assertThat(only.rows()).isEqualTo(2500);
    assertThat(only.bytes()).isGreaterThanOrEqualTo(2500 * 8);
    assertThat(only.moved()).isZero();
    assertThat(lines.get(lines.size() - 1)).contains("; 0 bytes exchanged; 2,500 rows in the");
  }

  @Test
  void whatIsAnsweredWhilePlanningSaysSo() {
    assertThat(analyze("SHOW TABLES"))
        .contains("lane: LOCAL", "answered by the coordinator while planning");
  }

  @Test
  void aQueryThatFailsFailsInItsOwnWords() {
    String failing = "SELECT error('amount ' || amount) FROM seven.sales WHERE amount = 77";
    assertThatThrownBy(() -> analyze(failing))
        .isInstanceOfSatisfying(
            SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.EXECUTION_ERROR))
        .hasMessageContaining("amount 77");
    assertThatThrownBy(() -> analyze("SELECT nosuch FROM seven.sales"))
        .isInstanceOfSatisfying(
            SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BINDING_ERROR));
  }

  @Test
  void aClientThatLeavesEndsTheQuery() throws Exception {
    String slow =
        "EXPLAIN ANALYZE SELECT count(*) FROM seven.sales AS a, seven.sales AS b, even.items AS c"
            + " WHERE hash(a.note || b.note || c.category) % 1000003 = 5";
    try (BufferAllocator allocator = new RootAllocator();
        FlightClients clients = new FlightClients(allocator);
        QueryResult result = cluster.client().query(slow)) {
      Endpoint endpoint = result.endpoints().get(0);
      FlightStream stream =
          clients
              .client(endpoint.locations().get(0))
              .getStream(new Ticket(endpoint.ticket().toByteArray()));
      Awaitility.await().until(() -> runningTasks() > 0);
      stream.cancel("the test leaves", null);
      stream.close();
      Awaitility.await().until(() -> runningTasks() == 0);
    }
  }

  private static int runningTasks() {
    return cluster.cluster().workers().values().stream()
        .mapToInt(worker -> worker.runningTasks())
        .sum();
  }

  @Test
  void theTicketIsOfNoUseAtAWorker() throws Exception {
    String worker = cluster.cluster().worker("w1").location();
    try (BufferAllocator allocator = new RootAllocator();
        FlightClients clients = new FlightClients(allocator);
        QueryResult result = cluster.client().query("EXPLAIN ANALYZE " + JOIN);
        FlightStream stream =
            clients
                .client(worker)
                .getStream(new Ticket(result.endpoints().get(0).ticket().toByteArray()))) {
      assertThatThrownBy(stream::next)
          .hasMessageContaining("only a coordinator can use this ticket");
    }
  }

  @Test
  void streamsOfOrdinaryQueriesCarryNoMetadata() throws Exception {
    try (BufferAllocator allocator = new RootAllocator();
        FlightClients clients = new FlightClients(allocator);
        QueryResult result = cluster.client().query(JOIN)) {
      int messages = 0;
      for (Endpoint endpoint : result.endpoints()) {
        try (FlightStream stream =
            clients
                .client(endpoint.locations().get(0))
                .getStream(new Ticket(endpoint.ticket().toByteArray()))) {
          while (stream.next()) {
            messages++;
            assertThat(stream.getLatestMetadata()).isNull();
            assertThat(stream.getRoot().getRowCount()).isPositive();
          }
        }
      }
      assertThat(messages).isPositive();
    }
  }
}

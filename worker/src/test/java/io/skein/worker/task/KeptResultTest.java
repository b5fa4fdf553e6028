package io.skein.worker.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.EndpointReader;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.TableName;
import io.skein.protocol.ticket.Endpoint;
import io.skein.protocol.ticket.ExchangeInput;
import io.skein.protocol.ticket.Task;
import io.skein.protocol.ticket.TaskInput;
import io.skein.protocol.ticket.TaskOutput;
import io.skein.worker.WorkerFixture;
import io.skein.worker.WorkerServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Results that are computed once and read by several readers, over real sockets. */
class KeptResultTest {
  private static final TableName MOVED = TableName.main("moved");
  private static final TableName OTHER = TableName.main("other");

  /** Two runs of it are never the same. */
  private static final String RANDOM = "SELECT i, uuid()::VARCHAR AS u FROM range(1000) r(i)";

  private static final String ENDLESS =
      "SELECT count(*) AS n FROM range(1000000000) a(i), range(1000000000) b(j) WHERE i + j = 7";

  @TempDir static Path data;
  private static WorkerFixture fixture;
  private static WorkerServer one;
  private static WorkerServer two;

  @BeforeAll
  static void start() throws Exception {
    fixture = new WorkerFixture();
    fixture
        .duck()
        .write(data.resolve("t/a.parquet"), "SELECT i, i % 7 AS k FROM range(200000) r(i)");
    one = fixture.start("w1", data);
    two = fixture.start("w2", data);
  }

  @AfterEach
  void nothingIsLeft() {
    fixture.requireIdle();
  }

  @AfterAll
  static void close() throws Exception {
    fixture.close();
  }

  /** Starts a worker that ends nothing because of the time it takes on a busy machine. */
  private static WorkerServer startPatient(String id) {
    Duration minute = Duration.ofMinutes(1);
    return fixture.start(
        id, data, builder -> builder.limits(new TaskLimits(64, minute, minute, minute)));
  }

  private static Task values(String sql) {
    return fixture.task(sql, fixture.schema(sql), List.of());
  }

  private static int stage(TaskOutput output, String sql, WorkerServer... places) {
    Task task = values(sql);
    return fixture.stage(
        output, Arrays.stream(places).map(p -> fixture.source(task, p.location())).toList());
  }

  private static Endpoint whole(int stage) {
    return fixture.endpoint(stage, 0, OptionalInt.empty());
  }

  private static EndpointReader reader(Endpoint endpoint) {
    return new EndpointReader(fixture.clients(), endpoint, fixture.allocator());
  }

  @Test
  void oneRunServesAllReadersAndIsDroppedAfterTheLast() {
    WorkerServer worker = startPatient("w5");
    int stage = stage(new TaskOutput.Whole(3, false), RANDOM, worker);
    List<List<String>> first = fixture.run(whole(stage));
    assertThat(first).hasSize(1_000);
    assertThat(fixture.run(whole(stage))).isEqualTo(first);
    assertThat(worker.keptOutputs()).isEqualTo(1);
    assertThat(fixture.run(whole(stage))).isEqualTo(first);
    await().until(() -> worker.keptOutputs() == 0);
    worker.close();
  }

  @Test
  void readersAtTheSameTimeAreServedFromOneRun() {
    int stage = stage(new TaskOutput.Whole(8, false), RANDOM, one);
    List<CompletableFuture<Long>> readings = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Endpoint endpoint = whole(stage);
      readings.add(CompletableFuture.supplyAsync(() -> digest(endpoint)));
    }
    assertThat(readings.stream().map(CompletableFuture::join).distinct()).hasSize(1);
  }

  private static long digest(Endpoint endpoint) {
    try (EndpointReader reader = reader(endpoint)) {
      long digest = 0;
      while (reader.loadNextBatch()) {
        digest = 31 * digest + reader.getVectorSchemaRoot().contentToTSVString().hashCode();
      }
      return digest;
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theRowsOfAResultKeepTheirOrder() {
    int stage =
        stage(new TaskOutput.Whole(1, true), "SELECT i FROM range(300000) r(i) ORDER BY -i", one);
    List<List<String>> rows = fixture.run(whole(stage));
    assertThat(rows).hasSize(300_000);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i)).containsExactly("" + (299_999 - i));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 16, 17, 40})
  void partitionsAreDisjointAndComplete(int partitions) {
    String sql = "SELECT i % 5000 AS k, i AS v FROM range(100000) r(i)";
    int stage =
        stage(new TaskOutput.Partitioned(List.of("k"), partitions, partitions, true), sql, one);
    List<List<String>> all = new ArrayList<>();
    TreeSet<String> keys = new TreeSet<>();
    int most = 0;
    for (int p = 0; p < partitions; p++) {
      List<List<String>> rows = fixture.run(fixture.endpoint(stage, 0, OptionalInt.of(p)));
      TreeSet<String> own = new TreeSet<>(rows.stream().map(row -> row.get(0)).toList());
      own.forEach(key -> assertThat(keys.add(key)).as("key %s twice", key).isTrue());
      all.addAll(rows);
      most = Math.max(most, rows.size());
    }
    assertThat(all).hasSize(100_000).doesNotHaveDuplicates();
    assertThat(keys).hasSize(5_000);
    assertThat(most).isLessThan(100_000 / partitions * 13 / 10 + 1);
  }

  @Test
  void equalKeysOfDifferentTasksAndWorkersMeet() {
    String sql = "SELECT (i * 37 % 1000)::DOUBLE AS k, 'n' || i % 3 AS s FROM range(20000) r(i)";
    TaskOutput divided = new TaskOutput.Partitioned(List.of("k", "s"), 4, 4, true);
    int stage = stage(divided, sql, one, two, one);
    List<Column> columns = List.of(new Column("k", "DOUBLE"), new Column("s", "VARCHAR"));
    List<List<String>> groups = new ArrayList<>();
    for (int p = 0; p < 4; p++) {
      ExchangeInput exchange = WorkerFixture.reading(MOVED, columns, stage, OptionalInt.of(p));
      Task task =
          fixture.task(
              "SELECT k, s, count(*) AS n FROM moved GROUP BY ALL",
              List.of(exchange),
              Map.of(MOVED, columns));
      groups.addAll(fixture.run(p % 2 == 0 ? one : two, task));
    }
    assertThat(groups)
        .containsExactlyInAnyOrderElementsOf(
            fixture
                .duck()
                .rows(
                    "SELECT k::VARCHAR, s, (3 * count(*))::VARCHAR FROM (%s) GROUP BY ALL"
                        .formatted(sql)));
  }

  @Test
  void allOfATasksExchangesMayBeOfOneStage() {
    int stage = stage(new TaskOutput.Whole(2, false), RANDOM, one);
    List<Column> columns = List.of(new Column("i", "BIGINT"), new Column("u", "VARCHAR"));
    TaskInput first = WorkerFixture.reading(MOVED, columns, stage, OptionalInt.empty());
    TaskInput second = WorkerFixture.reading(OTHER, columns, stage, OptionalInt.empty());
    Task task =
        fixture.task(
            "SELECT count(*) FROM moved JOIN other USING (i, u)",
            List.of(first, second),
            Map.of(MOVED, columns, OTHER, columns));
    assertThat(fixture.run(two, task)).containsExactly(List.of("1000"));
  }

  @Test
  void whatTheReadersOwnWorkerKeepsIsNotSent() {
    String sql = "SELECT i % 10 AS k, i AS v FROM range(1000) r(i)";
    List<Column> columns = List.of(new Column("k", "BIGINT"), new Column("v", "BIGINT"));
    int stage = stage(new TaskOutput.Partitioned(List.of("k"), 2, 4, true), sql, one, two);
    for (WorkerServer worker : List.of(one, two)) {
      TrafficCount before = worker.exchanged();
      long rows = 0;
      for (int p = 0; p < 2; p++) {
        Task task =
            fixture.task(
                "SELECT count(*) AS n FROM moved",
                List.of(WorkerFixture.reading(MOVED, columns, stage, OptionalInt.of(p))),
                Map.of(MOVED, columns));
        rows += Long.parseLong(fixture.run(worker, task).get(0).get(0));
      }
      assertThat(rows).isEqualTo(2_000);
      fixture.requireIdle();
      TrafficCount after = worker.exchanged();
      assertThat(after.rowsReceived() - before.rowsReceived()).isEqualTo(1_000);
      assertThat(after.bytesReceived() - before.bytesReceived()).isBetween(16_000L, 20_000L);
      // The other worker's reader comes later, and the first one's results are its client's.
      assertThat(after.rowsSent() - before.rowsSent()).isIn(2L, 1_002L);
    }
  }

  @Test
  void aResultIsTheSameWhetherItWasSentOrNot() {
    List<String> fragments =
        List.of(
            "SELECT s COLLATE NOCASE AS s FROM (VALUES ('a'), ('A'), ('b')) v(s)",
            "SELECT avg(i) EXPORT_STATE AS s FROM range(10) r(i)",
            "SELECT sum(i) EXPORT_STATE AS s FROM range(10) r(i)",
            "SELECT [{'a': 1, 'b': NULL}] AS s",
            "SELECT max(CASE WHEN i > 5 THEN DATE '2020-01-01' END) EXPORT_STATE AS s"
                + " FROM range(10) r(i) GROUP BY i % 2, i > 5 ORDER BY i > 5");
    List<List<Column>> types =
        List.of(
            List.of(new Column("s", "VARCHAR")),
            List.of(new Column("s", "STRUCT(count UBIGINT, \"value\" DOUBLE)")),
            List.of(new Column("s", "HUGEINT")),
            List.of(new Column("s", "STRUCT(a INTEGER, b INTEGER)[]")),
            List.of(new Column("s", "DATE")));
    // Where it must be sent for that.
    List<Long> sent = List.of(3L, 1L, 1L, 0L, 4L);
    for (int i = 0; i < fragments.size(); i++) {
      int stage = stage(new TaskOutput.Whole(2, false), fragments.get(i), one);
      Task task =
          fixture.task(
              "SELECT s, count(*) AS n FROM moved GROUP BY s",
              List.of(WorkerFixture.reading(MOVED, types.get(i), stage, OptionalInt.empty())),
              Map.of(MOVED, types.get(i)));
      long before = one.exchanged().rowsReceived();
      List<List<String>> rows = fixture.run(one, task);
      assertThat(one.exchanged().rowsReceived() - before).isEqualTo(sent.get(i));
      assertThat(rows).containsExactlyInAnyOrderElementsOf(fixture.run(two, task));
    }
  }

  @Test
  void aTaskThatWaitsForAResultOfItsOwnWorkerIsStopped() throws Exception {
    Task endless = fixture.task(ENDLESS, fixture.schema("SELECT 1::BIGINT AS n"), List.of());
    int stage =
        fixture.stage(
            new TaskOutput.Whole(2, true), List.of(fixture.source(endless, one.location())));
    List<Column> columns = List.of(new Column("n", "BIGINT"));
    Task reading =
        fixture.task(
            "SELECT n FROM moved",
            List.of(WorkerFixture.reading(MOVED, columns, stage, OptionalInt.empty())),
            Map.of(MOVED, columns));
    try (EndpointReader reader = reader(fixture.endpoint(reading, one.location()))) {
      reader.start();
      await().until(() -> one.runningTasks() == 2);
      reader.cancel();
      await().until(() -> one.runningTasks() == 0);
    }
  }

  @Test
  void keptResultsMayReadKeptResults() {
    List<Column> columns = List.of(new Column("n", "BIGINT"));
    int stage = stage(new TaskOutput.Whole(2, false), "SELECT i AS n FROM range(10) r(i)", one);
    for (int depth = 0; depth < 10; depth++) {
      TaskInput left = WorkerFixture.reading(MOVED, columns, stage, OptionalInt.empty());
      TaskInput right = WorkerFixture.reading(OTHER, columns, stage, OptionalInt.empty());
      Task task =
          fixture.task(
              "SELECT moved.n + 1 AS n FROM moved JOIN other USING (n)",
              List.of(left, right),
              Map.of(MOVED, columns, OTHER, columns));
      stage =
          fixture.stage(
              new TaskOutput.Whole(depth == 9 ? 1 : 2, false),
              List.of(fixture.source(task, (depth % 2 == 0 ? two : one).location())));
    }
    assertThat(fixture.run(whole(stage)))
        .containsExactlyInAnyOrderElementsOf(
            fixture.duck().rows("SELECT (i + 10)::VARCHAR FROM range(10) r(i)"));
  }

  @Test
  void aResultThatIsNotRepeatableIsNotComputedTwice() {
    int stage = stage(new TaskOutput.Whole(1, false), RANDOM, one);
    assertThat(fixture.run(whole(stage))).hasSize(1_000);
    fixture.requireIdle();
    assertThatThrownBy(() -> fixture.run(whole(stage)))
        .hasMessageContaining("run the query again")
        .isInstanceOfSatisfying(
            SkeinException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.RESULT_GONE);
              assertThat(e.worker()).contains("w1");
            });
  }

  @Test
  void aRepeatableResultIsComputedAgain() {
    int stage = stage(new TaskOutput.Whole(1, true), "SELECT 1 AS a", one);
    assertThat(fixture.run(whole(stage))).containsExactly(List.of("1"));
    fixture.requireIdle();
    assertThat(fixture.run(whole(stage))).containsExactly(List.of("1"));
  }

  @Test
  void aResultThatNobodyComesForIsDropped() {
    int stage = stage(new TaskOutput.Whole(2, false), RANDOM, one);
    assertThat(fixture.run(whole(stage))).hasSize(1_000);
    assertThat(one.keptOutputs()).isEqualTo(1);
    await().until(() -> one.keptOutputs() == 0);
    assertThatThrownBy(() -> fixture.run(whole(stage))).hasMessageContaining("is gone");
  }

  @Test
  void aTicketThatIsOlderThanTheWorkerDoesNotComputeWhatIsNotRepeatable() throws Exception {
    Task task = values(RANDOM);
    WorkerServer before = fixture.start("w3", data);
    int stage =
        fixture.stage(
            new TaskOutput.Whole(2, false), List.of(fixture.source(task, before.location())));
    Endpoint old = whole(stage);
    before.close();
    WorkerServer after = fixture.start("w4", data);
    assertThatThrownBy(() -> fixture.run(new Endpoint(old.ticket(), List.of(after.location()))))
        .isInstanceOfSatisfying(
            SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RESULT_GONE));
    after.close();
  }

  @Test
  void aRunThatNobodyWaitsForIsStoppedAndMayBeginAfresh() throws Exception {
    Task endless = fixture.task(ENDLESS, fixture.schema("SELECT 1::BIGINT AS n"), List.of());
    int stage =
        fixture.stage(
            new TaskOutput.Whole(3, false), List.of(fixture.source(endless, one.location())));
    for (int round = 0; round < 2; round++) {
      try (EndpointReader first = reader(whole(stage));
          EndpointReader second = reader(whole(stage))) {
        first.start();
        second.start();
        await().until(() -> one.runningTasks() == 3);
        first.cancel();
        await().until(() -> one.runningTasks() == 2);
        assertThat(one.keptOutputs()).isEqualTo(1);
        second.cancel();
        await().until(() -> one.runningTasks() == 0);
      }
      fixture.requireIdle();
    }
  }

  @Test
  void runsAndReadersAreShown() throws Exception {
    Task endless = fixture.task(ENDLESS, fixture.schema("SELECT 1::BIGINT AS n"), List.of());
    int stage =
        fixture.stage(
            new TaskOutput.Partitioned(List.of("n"), 2, 2, true),
            List.of(fixture.source(endless, one.location())));
    try (EndpointReader first = reader(fixture.endpoint(stage, 0, OptionalInt.of(1)))) {
      first.start();
      await().until(() -> one.runningTasks() == 2);
      String id = fixture.taskId(stage, 0);
      assertThat(one.runningTaskNames()).containsExactly(id, id + " reader of partition 1");
      assertThat(one.keptOutputs()).isEqualTo(1);
    }
  }

  @Test
  void theErrorOfARunReachesAllItsReaders() {
    String sql = "SELECT error('boom') AS x FROM range(10)";
    Task failing = fixture.task(sql, fixture.schema("SELECT '' AS x"), List.of());
    int stage =
        fixture.stage(
            new TaskOutput.Whole(3, true), List.of(fixture.source(failing, one.location())));
    List<CompletableFuture<Long>> readings = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Endpoint endpoint = whole(stage);
      readings.add(CompletableFuture.supplyAsync(() -> digest(endpoint)));
    }
    for (CompletableFuture<Long> reading : readings) {
      assertThatThrownBy(() -> reading.get(10, TimeUnit.SECONDS))
          .cause()
          .hasMessageStartingWith("Invalid Input Error: boom")
          .isInstanceOfSatisfying(
              SkeinException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.EXECUTION_ERROR);
                assertThat(e.task()).contains(fixture.taskId(stage, 0));
              });
    }
  }

  @Test
  void anErrorCountsLinesAsInTheFragment() {
    String sql = "SELECT i,\n s::INTEGER AS n FROM (SELECT i, 'x' || i AS s FROM range(3) r(i))";
    Task failing = fixture.task(sql, fixture.schema("SELECT 1::BIGINT AS i, 1 AS n"), List.of());
    for (TaskOutput output :
        List.of(
            new TaskOutput.Whole(1, true), new TaskOutput.Partitioned(List.of("i"), 2, 2, true))) {
      int stage = fixture.stage(output, List.of(fixture.source(failing, one.location())));
      OptionalInt part =
          output instanceof TaskOutput.Whole ? OptionalInt.empty() : OptionalInt.of(1);
      assertThatThrownBy(() -> fixture.run(fixture.endpoint(stage, 0, part)))
          .hasMessageContaining("Conversion Error")
          .hasMessageContaining("LINE 2:  s::INTEGER");
    }
  }

  @Test
  void aShardThatChangedIsNotRead() {
    TableName changing = TableName.main("changing");
    Path file = data.resolve("changing/a.parquet");
    fixture.duck().write(file, "SELECT 1 AS a");
    one.rescan();
    Task task = fixture.scanTask(one, "SELECT a FROM changing", "changing");
    int stage =
        fixture.stage(new TaskOutput.Whole(2, true), List.of(fixture.source(task, one.location())));
    assertThat(fixture.run(whole(stage))).containsExactly(List.of("1"));
    assertThat(WorkerFixture.table(one, changing).shards()).hasSize(1);
    fixture.requireIdle();
    fixture.duck().write(file, "SELECT 2 AS a, 3 AS b");
    assertThatThrownBy(() -> fixture.run(whole(stage)))
        .isInstanceOfSatisfying(
            SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SHARD_CHANGED));
  }

  @Test
  void columnsOfTheTypeNullAndStatesOfAggregatesArriveAsTheyWere() {
    String sql =
        "SELECT NULL AS a, [] AS b, {'x': NULL} AS c, sum(i) EXPORT_STATE AS d"
            + " FROM range(10) r(i)";
    int stage = stage(new TaskOutput.Whole(1, true), sql, one);
    assertThat(fixture.run(whole(stage))).hasSize(1);
  }

  @Test
  void aWorkerThatLeavesServesTheReadersOfWhatItHas() throws Exception {
    WorkerServer leaving = startPatient("w7");
    Task slow = values("SELECT i, md5(i::VARCHAR) AS s FROM range(3000000) r(i)");
    int stage =
        fixture.stage(
            new TaskOutput.Whole(2, false), List.of(fixture.source(slow, leaving.location())));
    try (EndpointReader first = reader(whole(stage));
        EndpointReader second = reader(whole(stage))) {
      first.start();
      await().until(() -> leaving.runningTasks() == 2);
      CompletableFuture<Void> closing = CompletableFuture.runAsync(leaving::close);
      second.start();
      long rows = 0;
      for (EndpointReader reader : List.of(first, second)) {
        while (reader.loadNextBatch()) {
          rows += reader.getVectorSchemaRoot().getRowCount();
        }
      }
      assertThat(rows).isEqualTo(6_000_000);
      closing.get(1, TimeUnit.MINUTES);
    }
  }

  @Test
  void aResultThatWasLostWithItsDuckDbIsComputedAgainWhereThatIsTheSame() throws Exception {
    WorkerServer worker = fixture.start("w6", data);
    String sql = "SELECT i FROM range(10) r(i)";
    int repeatable = stage(new TaskOutput.Whole(2, true), sql, worker);
    int notRepeatable = stage(new TaskOutput.Whole(2, false), sql, worker);
    List<List<String>> rows = fixture.run(whole(repeatable));
    assertThat(fixture.run(whole(notRepeatable))).isEqualTo(rows);
    List<Column> columns = List.of(new Column("x", "DECIMAL(38,0)"));
    String large = "SELECT (-170141183460469231731687303715884105728)::HUGEINT AS x";
    Task source = fixture.task(large, fixture.schema("SELECT 1::HUGEINT AS x"), List.of());
    Task poison =
        fixture.task(
            "SELECT x::VARCHAR AS x FROM moved",
            fixture.schema("SELECT '' AS x"),
            List.of(
                fixture.exchange(
                    MOVED, columns, List.of(fixture.source(source, worker.location())))));
    assertThatThrownBy(() -> fixture.run(worker, poison)).hasMessageContaining("INTERNAL Error");
    assertThat(fixture.run(whole(repeatable))).isEqualTo(rows);
    assertThatThrownBy(() -> fixture.run(whole(notRepeatable)))
        .isInstanceOfSatisfying(
            SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RESULT_GONE));
  }

  @RepeatedTest(30)
  void readersMayLeaveAtAnyMoment() throws Exception {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String sql = "SELECT i, i %% 7 AS k FROM range(%d) r(i)".formatted(random.nextInt(3_000_000));
    int stage = stage(new TaskOutput.Partitioned(List.of("i"), 3, 4, true), sql, one, two);
    List<Column> columns = List.of(new Column("i", "BIGINT"), new Column("k", "BIGINT"));
    Task reading =
        fixture.task(
            "SELECT i FROM moved",
            List.of(WorkerFixture.reading(MOVED, columns, stage, OptionalInt.of(2))),
            Map.of(MOVED, columns));
    try (EndpointReader first = reader(fixture.endpoint(stage, 0, OptionalInt.of(0)));
        EndpointReader second = reader(fixture.endpoint(stage, 0, OptionalInt.of(1)));
        EndpointReader third = reader(fixture.endpoint(reading, two.location()))) {
      first.start();
      second.start();
      third.start();
      TimeUnit.MICROSECONDS.sleep(random.nextLong(100_000));
    }
  }
}

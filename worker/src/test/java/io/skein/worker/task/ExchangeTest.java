package io.skein.worker.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.ShardVersion;
import io.skein.protocol.table.TableName;
import io.skein.protocol.ticket.EmptyInput;
import io.skein.protocol.ticket.ExchangeInput;
import io.skein.protocol.ticket.ScanInput;
import io.skein.protocol.ticket.Task;
import io.skein.protocol.ticket.TaskInput;
import io.skein.protocol.ticket.TaskOutput;
import io.skein.worker.WorkerFixture;
import io.skein.worker.WorkerFixture.Source;
import io.skein.worker.WorkerServer;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that read what other tasks produce, at the same worker and at another. */
class ExchangeTest {
  private static final TableName MOVED = TableName.main("moved");

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
    for (int i = 0; i < 80; i++) {
      fixture
          .duck()
          .write(
              data.resolve("parts/p%02d.parquet".formatted(i)),
              "SELECT %d AS source, i FROM range(3000) r(i)".formatted(i));
    }
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

  private static String nobody() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return "grpc+tcp://127.0.0.1:" + socket.getLocalPort();
    }
  }

  private static Task values(String sql) {
    return fixture.task(sql, fixture.schema(sql), List.of());
  }

  private static Task reading(String sql, ExchangeInput exchange) {
    return fixture.task(sql, List.of(exchange), Map.of(exchange.relation(), exchange.columns()));
  }

  @Test
  void sourcesAreTakenOneAfterAnotherInTheirOrder() {
    List<Source> sources = new ArrayList<>();
    TableName parts = TableName.main("parts");
    for (ShardVersion shard : WorkerFixture.scan(one, parts).shards()) {
      Task source =
          fixture.task(
              "SELECT source, i FROM parts",
              fixture.schema("SELECT 1 AS source, 1::BIGINT AS i"),
              List.of(new ScanInput(parts, parts, List.of(shard))));
      String location = (sources.size() % 2 == 0 ? one : two).location();
      sources.add(fixture.source(source, location));
    }
    assertThat(sources).hasSize(80);
    ExchangeInput exchange =
        fixture.exchange(
            MOVED, List.of(new Column("source", "INTEGER"), new Column("i", "BIGINT")), sources);
    List<List<String>> rows = fixture.run(one, reading("SELECT source, i FROM moved", exchange));
    assertThat(rows).hasSize(240_000);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i)).containsExactly("" + i / 3_000, "" + i % 3_000);
    }
    assertThat(
            fixture.run(
                two,
                reading("SELECT md5(string_agg(source || ',' || i, ' ')) FROM moved", exchange)))
        .isEqualTo(
            fixture
                .duck()
                .rows(
                    "SELECT md5(string_agg(s || ',' || i, ' ' ORDER BY s, i))"
                        + " FROM range(80) a(s), range(3000) b(i)"));
  }

  @Test
  void noSourcesGiveARelationWithoutRows() {
    List<Column> columns = List.of(new Column("a", "DECIMAL(15,2)"));
    Task task =
        fixture.task(
            "SELECT count(*), typeof(sum(a)) FROM moved",
            List.of(new EmptyInput(MOVED, columns)),
            Map.of(MOVED, columns));
    assertThat(fixture.run(one, task)).containsExactly(List.of("0", "DECIMAL(38,2)"));
  }

  @Test
  void columnsThatAreNotCarriedAreNullAndKeepTheirPlaceAndType() {
    Task source = values("SELECT 'c' || i AS c, i AS a FROM range(3) r(i)");
    ExchangeInput exchange =
        new ExchangeInput(
            new TableName("tpch", "moved"),
            List.of(
                new Column("a", "BIGINT"),
                new Column("b \"b\"", "STRUCT(x INTEGER)"),
                new Column("c", "VARCHAR"),
                new Column("d", "DATE")),
            List.of("c", "a"),
            fixture.stage(
                new TaskOutput.Streamed(), List.of(fixture.source(source, two.location()))),
            OptionalInt.empty());
    assertThat(
            fixture.run(
                one,
                reading(
                    "SELECT *, typeof(\"b \"\"b\"\"\"), typeof(d) FROM tpch.moved ORDER BY a",
                    exchange)))
        .containsExactly(
            Arrays.asList("0", null, "c0", null, "STRUCT(x INTEGER)", "DATE"),
            Arrays.asList("1", null, "c1", null, "STRUCT(x INTEGER)", "DATE"),
            Arrays.asList("2", null, "c2", null, "STRUCT(x INTEGER)", "DATE"));
  }

  @Test
  void anExchangeMayBeReadMoreThanOnceAndBesideScans() {
    TaskInput scan = WorkerFixture.scan(one, TableName.main("t"));
    List<Column> columns = List.of(new Column("k", "BIGINT"));
    ExchangeInput exchange =
        fixture.exchange(
            MOVED,
            columns,
            List.of(fixture.source(values("SELECT i AS k FROM range(5) r(i)"), two.location())));
    Task task =
        fixture.task(
            "SELECT count(*), (SELECT count(*) FROM moved a, moved b)"
                + " FROM t WHERE k IN (SELECT k FROM moved)",
            List.of(scan, exchange),
            Map.of(
                TableName.main("t"),
                WorkerFixture.table(one, TableName.main("t")).columns(),
                MOVED,
                columns));
    assertThat(fixture.run(one, task)).containsExactly(List.of("142858", "25"));
  }

  @Test
  void exchangesNest() {
    String location = one.location();
    Task task = values("SELECT i AS n FROM range(10) r(i)");
    for (int depth = 0; depth < 5; depth++) {
      ExchangeInput exchange =
          fixture.exchange(
              MOVED,
              List.of(new Column("n", "BIGINT")),
              List.of(fixture.source(task, one.location()), fixture.source(task, two.location())));
      task = reading("SELECT n + 1 AS n FROM moved", exchange);
    }
    List<List<String>> rows = fixture.run(fixture.endpoint(task, location));
    assertThat(rows).hasSize(320);
    assertThat(rows.subList(0, 10)).extracting(row -> row.get(0)).startsWith("5", "6", "7");
  }

  @Test
  void whereASourceDoesNotAnswerItsNextLocationIsAsked() throws Exception {
    Task source =
        fixture.scanTask(two, "SELECT k, count(*) AS n FROM t GROUP BY k ORDER BY k", "t");
    ExchangeInput exchange =
        fixture.exchange(
            MOVED,
            List.of(new Column("k", "BIGINT"), new Column("n", "BIGINT")),
            List.of(
                fixture.source(source, nobody(), two.location()),
                fixture.source(source, nobody(), nobody(), one.location())));
    assertThat(fixture.run(one, reading("SELECT sum(n), count(*) FROM moved", exchange)))
        .containsExactly(List.of("400000", "14"));
  }

  @Test
  void whereNoLocationAnswersTheTaskFailsNamingIt() throws Exception {
    String nobody = nobody();
    Task source = values("SELECT i FROM range(5000000) r(i)");
    ExchangeInput exchange =
        fixture.exchange(
            MOVED,
            List.of(new Column("i", "BIGINT")),
            List.of(fixture.source(source, two.location()), fixture.source(source, nobody)));
    assertThatThrownBy(() -> fixture.run(one, reading("SELECT sum(i) FROM moved", exchange)))
        .isInstanceOfSatisfying(
            SkeinException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.WORKER_UNAVAILABLE);
              assertThat(e.worker()).contains(nobody);
            });
  }

  @Test
  void theErrorOfASourceArrivesWholeAndStopsTheOthers() {
    Task failing = values("SELECT i FROM range(3) r(i) WHERE error('boom') IS NULL");
    Task slow = values("SELECT i FROM range(500000000) r(i)");
    List<Source> sources = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      sources.add(fixture.source(slow, two.location()));
    }
    List<Column> columns = List.of(new Column("i", "BIGINT"));
    TableName other = TableName.main("other");
    ExchangeInput exchange = fixture.exchange(MOVED, columns, sources);
    ExchangeInput otherExchange =
        fixture.exchange(other, columns, List.of(fixture.source(failing, two.location())));
    Task task =
        fixture.task(
            "SELECT sum(i) FROM (FROM moved UNION ALL FROM other)",
            List.of(exchange, otherExchange),
            Map.of(MOVED, columns, other, columns));
    assertThatThrownBy(() -> fixture.run(one, task))
        .hasMessageStartingWith("Invalid Input Error: boom")
        .isInstanceOfSatisfying(
            SkeinException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.EXECUTION_ERROR);
              assertThat(e.worker()).contains("w2");
              assertThat(e.task().orElseThrow())
                  .endsWith(".%d.0.0".formatted(otherExchange.stage()));
            });
  }

  @Test
  void aSourceThatFailsHalfwayFailsTheTask() {
    Task failing =
        values(
            "SELECT CASE WHEN i = 3000000 THEN error('late')::BIGINT ELSE i END AS i"
                + " FROM range(4000000) r(i)");
    ExchangeInput exchange =
        fixture.exchange(
            MOVED,
            List.of(new Column("i", "BIGINT")),
            List.of(fixture.source(failing, two.location(), one.location())));
    assertThatThrownBy(() -> fixture.run(one, reading("SELECT sum(i) FROM moved", exchange)))
        .hasMessageStartingWith("Invalid Input Error: late");
  }

  @Test
  void aSourceWithAnotherNumberOfColumnsIsADefectThatIsTold() {
    ExchangeInput exchange =
        fixture.exchange(
            MOVED,
            List.of(new Column("i", "BIGINT")),
            List.of(fixture.source(values("SELECT 1::BIGINT AS i, 2 AS j"), two.location())));
    assertThatThrownBy(() -> fixture.run(one, reading("SELECT sum(i) FROM moved", exchange)))
        .hasMessageContaining("a source of relation moved gives 2 columns, but [i] were announced");
  }

  @Test
  void largeExchangesSpillAndArriveWhole() {
    Task source = values("SELECT i, 'some text ' || i AS s FROM range(2000000) r(i)");
    List<Column> columns = List.of(new Column("i", "BIGINT"), new Column("s", "VARCHAR"));
    ExchangeInput exchange =
        fixture.exchange(
            MOVED,
            columns,
            List.of(
                fixture.source(source, two.location()), fixture.source(source, one.location())));
    assertThat(
            fixture.run(
                one, reading("SELECT count(*), sum(i), count(DISTINCT s) FROM moved", exchange)))
        .containsExactly(List.of("4000000", "3999998000000", "2000000"));
  }
}

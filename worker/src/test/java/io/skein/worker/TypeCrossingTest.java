package io.skein.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.protocol.table.Column;
import io.skein.protocol.table.TableName;
import io.skein.protocol.ticket.Task;
import io.skein.protocol.ticket.TaskOutput;
import io.skein.protocol.type.TransportTypes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every type crosses twice: from a worker to a client, and from a worker to another task. */
class TypeCrossingTest {
  private static final String ALL_TYPES =
      "SELECT * REPLACE (small_enum::VARCHAR::ENUM('DUCK_DUCK_ENUM', 'GOOSE') AS small_enum)"
          + " FROM test_all_types()";

  @TempDir static Path data;
  private static WorkerFixture fixture;
  private static WorkerServer worker;

  @BeforeAll
  static void start() throws Exception {
    fixture = new WorkerFixture();
    worker = fixture.start("w1", data);
  }

  @AfterEach
  void nothingIsLeft() {
    fixture.requireIdle();
  }

  @AfterAll
  static void close() throws Exception {
    fixture.close();
  }

  static Stream<String> values() {
    List<String> queries = new ArrayList<>();
    try (Duck duck = new Duck()) {
      for (List<String> column : duck.rows("DESCRIBE SELECT * FROM test_all_types()")) {
        queries.add("SELECT \"%s\" AS x FROM test_all_types()".formatted(column.get(0)));
      }
    }
    for (String value :
        List.of(
            "INTERVAL '1 month 2 days' + INTERVAL 3 MICROSECONDS",
            "to_microseconds(9223372036854775807)",
            "to_microseconds(-9223372036854775807)",
            "to_months(-2147483648) + to_days(-2147483648) + to_microseconds(-1)",
            "to_months(-13) + to_days(5) + to_microseconds(-1)",
            "[INTERVAL 300 YEARS, NULL]",
            "340282366920938463463374607431768211455::UHUGEINT",
            "170141183460469231731687303715884105727::HUGEINT",
            "(-170141183460469231731687303715884105728)::HUGEINT",
            "[99999999999999999999999999999999999999::HUGEINT]",
            "'-99999999999999999999999999999999999999'::DECIMAL(38,0)",
            "{'a': 'x'::ENUM('x', 'y'), 'b b': [170141183460469231731687303715884105727::HUGEINT]}",
            "[['x'::ENUM('x', 'y'), NULL], NULL, []]",
            "['b'''::ENUM('a,(', 'b''', '\"')]",
            "['a'::ENUM('a', 'b'), 'b']::ENUM('a', 'b')[2]",
            "map {'x'::ENUM('x', 'y'): '12:00:00+02'::TIMETZ}",
            "map {'a': NULL, 'b': [1, NULL]}",
            "map {}",
            "union_value(k := 'a'::ENUM('a', 'b'))",
            "union_value(k := 'a'::ENUM('a', 'b'))::UNION(i INTEGER, k ENUM('a', 'b'))",
            "{'u': '5fe5c679-dc3d-4f70-9633-092b16419e15'::UUID, 'j': '{\"a\": 1}'::JSON}",
            "row(1, 'a')",
            "row('a'::ENUM('a', 'b'), {'t': row(INTERVAL 1 DAY)})",
            "'12:34:56.789+15:59:59'::TIMETZ",
            "'24:00:00'::TIME",
            "TIME_NS '23:59:59.123456789'",
            "[TIME_NS '23:59:59.123456789']",
            "{'n': TIMESTAMP_NS '2020-01-01 00:00:00.123456789', 's': TIMESTAMP_S '2020-01-01'}",
            "TIMESTAMP_NS '2262-04-11 23:47:16.854775806'",
            "TIMESTAMPTZ '294247-01-10 04:00:54.775806'",
            "'infinity'::TIMESTAMP",
            "'-infinity'::DATE",
            "[NULL]",
            "NULL",
            "[]",
            "[{'a': NULL}]",
            "[1, NULL]::TINYINT[2]",
            "''::VARCHAR",
            "'a' || chr(0) || 'b'",
            "'\\xAA\\x00'::BLOB",
            "'-123456789012345678901234567890123456789012345678901234567890'::BIGNUM",
            "'0101'::BIT",
            "'NaN'::DOUBLE",
            "-0.0::FLOAT",
            "'POINT(0.30000000000000004 1e300)'::GEOMETRY",
            "'POINT Z (1 2 3)'::GEOMETRY('OGC:CRS84')",
            "[true, NULL, false]",
            "{'a': [{'b': [1, 2]}, NULL]}")) {
      queries.add("SELECT " + value + " AS x");
      queries.add(
          "SELECT CASE WHEN i %% 3 > 0 THEN %s END AS x FROM range(5000) t(i)".formatted(value));
    }
    return queries.stream();
  }

  private Task sending(String sql) {
    String sent = fixture.sent(sql);
    return fixture.task(sent, fixture.schema(sent), List.of());
  }

  @ParameterizedTest
  @MethodSource("values")
  void aResultHasDuckDbsValues(String sql) {
    String type = fixture.describe(sql).get(0).type();
    fixture.receive(fixture.endpoint(sending(sql), worker.location()));
    assertThat(fixture.duck().rows("SELECT CAST(x AS %s)::VARCHAR FROM received".formatted(type)))
        .isEqualTo(fixture.duck().rows("SELECT x::VARCHAR FROM (" + sql + ")"));
  }

  @ParameterizedTest
  @MethodSource("values")
  void anExchangeKeepsValuesAndTypes(String sql) {
    TableName relation = TableName.main("moved");
    List<Column> columns = fixture.describe(sql);
    String read = "SELECT x::VARCHAR AS value, typeof(x) AS type FROM moved";
    Task task =
        fixture.task(
            read,
            List.of(
                fixture.exchange(
                    relation, columns, List.of(fixture.source(sending(sql), worker.location())))),
            Map.of(relation, columns));
    if (columns.get(0).type().equals("\"NULL\"")) {
      // A table cannot have a column of this type; the values are what counts.
      assertThat(fixture.run(worker, task)).allSatisfy(row -> assertThat(row.get(0)).isNull());
      return;
    }
    assertThat(fixture.run(worker, task))
        .isEqualTo(fixture.duck().rows(read.replace("moved", "(" + sql + ")")));
  }

  @ParameterizedTest
  @MethodSource("values")
  void aKeptResultThatIsReadWhereItLiesKeepsValuesAndTypes(String sql) {
    TableName relation = TableName.main("moved");
    List<Column> columns = fixture.describe(sql);
    int stage =
        fixture.stage(
            new TaskOutput.Whole(1, true),
            List.of(fixture.source(sending(sql), worker.location())));
    String read = "SELECT x::VARCHAR AS value, typeof(x) AS type FROM moved";
    Task task =
        fixture.task(
            read,
            List.of(WorkerFixture.reading(relation, columns, stage, OptionalInt.empty())),
            Map.of(relation, columns));
    List<List<String>> rows = fixture.run(worker, task);
    if (columns.get(0).type().equals("\"NULL\"")) {
      assertThat(rows).allSatisfy(row -> assertThat(row.get(0)).isNull());
      return;
    }
    assertThat(rows).isEqualTo(fixture.duck().rows(read.replace("moved", "(" + sql + ")")));
  }

  @Test
  void allTypesCrossSideBySide() {
    List<Column> columns = fixture.describe(ALL_TYPES);
    TableName relation = TableName.main("moved");
    Task task =
        fixture.task(
            "SELECT COLUMNS(*)::VARCHAR FROM moved",
            List.of(
                fixture.exchange(
                    relation,
                    columns,
                    List.of(fixture.source(sending(ALL_TYPES), worker.location())))),
            Map.of(relation, columns));
    assertThat(fixture.run(worker, task))
        .isEqualTo(fixture.duck().rows("SELECT COLUMNS(*)::VARCHAR FROM (" + ALL_TYPES + ")"));
  }

  @Test
  void aVariantIsNotMovedSinceItWouldComeBackAsText() {
    String sql = "SELECT {'a': DATE '2020-01-01'}::VARIANT AS x";
    assertThat(TransportTypes.exact("VARIANT")).isFalse();
    assertThat(fixture.run(worker, sending(sql))).containsExactly(List.of("{'a': 2020-01-01}"));
    TableName relation = TableName.main("moved");
    List<Column> columns = fixture.describe(sql);
    Task task =
        fixture.task(
            "SELECT x::VARCHAR FROM moved",
            List.of(
                fixture.exchange(
                    relation, columns, List.of(fixture.source(sending(sql), worker.location())))),
            Map.of(relation, columns));
    assertThatThrownBy(() -> fixture.run(worker, task))
        .hasMessageContaining("column x of moved is VARIANT")
        .hasMessageContaining("cast it to VARCHAR");
  }
}

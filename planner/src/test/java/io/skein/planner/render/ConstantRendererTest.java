package io.skein.planner.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.planner.plan.Literal;
import io.skein.planner.plan.PlanNode;
import io.skein.planner.plan.PlanReader;
import io.skein.planner.plan.Projection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Constants of every type, in a session whose time zone is not UTC. */
class ConstantRendererTest {
  private static PlanningDuckDb database;

  @BeforeAll
  static void open() throws SQLException {
    database = new PlanningDuckDb();
    database.execute("SET TimeZone = 'America/New_York'");
  }

  @AfterAll
  static void close() throws SQLException {
    database.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true",
        "false",
        "42",
        "-42",
        "CAST('-2147483648' AS INTEGER)",
        "CAST(-128 AS TINYINT)",
        "CAST(-32768 AS SMALLINT)",
        "CAST('-9223372036854775808' AS BIGINT)",
        "CAST(9223372036854775807 AS BIGINT)",
        "CAST(255 AS UTINYINT)",
        "CAST(65535 AS USMALLINT)",
        "CAST(4294967295 AS UINTEGER)",
        "CAST(18446744073709551615 AS UBIGINT)",
        "CAST('-170141183460469231731687303715884105728' AS HUGEINT)",
        "CAST('-1500' AS HUGEINT)",
        "CAST('170141183460469231731687303715884105727' AS HUGEINT)",
        "CAST('340282366920938463463374607431768211455' AS UHUGEINT)",
        "CAST(1.5 AS FLOAT)",
        "CAST(0.1 AS FLOAT)",
        "CAST(0.1 AS DOUBLE)",
        "CAST('nan' AS DOUBLE)",
        "CAST('-inf' AS DOUBLE)",
        "CAST('inf' AS FLOAT)",
        "CAST('-0.0' AS DOUBLE)",
        "CAST('1.7976931348623157e308' AS DOUBLE)",
        "CAST('5e-324' AS DOUBLE)",
        "1.25",
        "CAST('-0.07' AS DECIMAL(4,2))",
        "CAST('-12345678901234567890.12345' AS DECIMAL(38,5))",
        "CAST(7 AS DECIMAL(18,0))",
        "'it''s'",
        "''",
        "'ä\n\"€😀'",
        "'a' || chr(0) || 'b'",
        "CAST('\\xAA\\x00b\\x5C' AS BLOB)",
        "DATE '2020-02-29'",
        "DATE '0001-01-01'",
        "DATE '5877642-06-25 (BC)'",
        "DATE 'infinity'",
        "DATE '-infinity'",
        "TIME '23:59:59.999999'",
        "TIME '24:00:00'",
        "TIMESTAMP '1969-12-31 23:59:59.000001'",
        "TIMESTAMP 'infinity'",
        "TIMESTAMP '-infinity'",
        "TIMESTAMPTZ '2021-07-01 12:00:00+00'",
        "TIMESTAMPTZ '2021-11-07 01:30:00 America/New_York'",
        "TIMESTAMPTZ 'infinity'",
        "TIMESTAMP_S '2020-01-01 01:02:03'",
        "TIMESTAMP_S 'infinity'",
        "TIMESTAMP_MS '2020-01-01 01:02:03.004'",
        "TIMESTAMP_NS '2020-01-01 01:02:03.000000004'",
        "TIMETZ '12:34:56.000001+05:30:15'",
        "TIMETZ '01:02:03-11'",
        "INTERVAL '14 months -3 days 3.5 seconds'",
        "INTERVAL '-1 microsecond'",
        "UUID '00000000-0000-0000-0000-000000000000'",
        "UUID 'd50b1a2c-3f4e-4a5b-8c6d-7e8f90a1b2c3'",
        "CAST('ok' AS ENUM('sad', 'ok', 'it''s'))",
        "[1, NULL, 3]",
        "CAST([] AS VARCHAR[])",
        "[[1.5], NULL, []]",
        "CAST([1, 2, 3] AS TINYINT[3])",
        "{'a': 1, 'B \"b': 'x', 'c': NULL}",
        "[{'a': DATE '2020-01-01'}, NULL]",
        "row(1, 'x', NULL)",
        "MAP {'k': 1, 'l': NULL}",
        "CAST(MAP {} AS MAP(VARCHAR, INTEGER))",
        "MAP {[1, 2]: {'x': TIME '01:00:00'}}",
        "CAST(union_value(num := 2) AS UNION(num INTEGER, str VARCHAR))",
        "CAST(CAST('x' AS UNION(num INTEGER, str VARCHAR)) AS UNION(num INTEGER, str VARCHAR))",
        "CAST('{\"a\": 1}' AS JSON)",
        "NULL",
        "CAST(NULL AS DATE)",
        "CAST(NULL AS STRUCT(a INTEGER))",
      })
  void theTextGivesTheSameValueOfTheSameType(String expression) throws SQLException {
    PlanNode plan = PlanReader.plan(database.connection(), "SELECT " + expression);
    assertThat(plan).isInstanceOf(Projection.class);
    assertThat(((Projection) plan).expressions().get(0)).isInstanceOf(Literal.class);
    String text =
        SqlRenderer.constant(((Literal) ((Projection) plan).expressions().get(0)).constant());

    assertThat(shown(text)).as(text).isEqualTo(shown(expression));
  }

  private static List<List<String>> shown(String expression) throws SQLException {
    return database.rows(
        "SELECT typeof(%1$s), CAST(%1$s AS VARCHAR), hash(%1$s)".formatted(expression));
  }
}

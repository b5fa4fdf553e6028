package io.skein.planner.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries whose rows cannot be computed fail alike, whether it is their own text or rendered. */
class ErrorParityTest {
  private static PlanningDuckDb database;

  @BeforeAll
  static void open() throws SQLException {
    database = new PlanningDuckDb();
    database.execute(
        """
        CREATE TABLE t(i INTEGER, b BIGINT, s VARCHAR, d DECIMAL(18,2));
        INSERT INTO t VALUES (2147483647, 9223372036854775807, 'x', 9999999999999999.99), (1, 1, '1', 1);
        """);
  }

  @AfterAll
  static void close() throws SQLException {
    database.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT i + 1 FROM t",
        "SELECT b * 2 FROM t",
        "SELECT -CAST(b + 0 AS BIGINT) - 2 FROM t",
        "SELECT sum(b) + CAST('170141183460469231731687303715884105727' AS HUGEINT) FROM t",
        "SELECT CAST(s AS INTEGER) FROM t",
        "SELECT CAST(s AS DATE) FROM t",
        "SELECT CAST(b AS TINYINT) FROM t",
        "SELECT CAST(d AS DECIMAL(4,2)) FROM t",
        "SELECT i // (i - 1) % 0, error('no: ' || s) FROM t",
        "SELECT error('stop') FROM t",
        "SELECT CASE WHEN i = 1 THEN i ELSE error('not one') END FROM t",
        "SELECT (SELECT i FROM t)",
        "SELECT b, (SELECT t2.i FROM t t2 WHERE t2.i >= t1.i OR true) FROM t t1",
        "SELECT i FROM t WHERE CAST(s AS DOUBLE) > 0.5",
        "SELECT date_trunc(s, TIMESTAMP '2020-01-01') FROM t",
        "SELECT TIMESTAMP '2020-01-01' + to_days(i) + to_years(i) FROM t",
        "SELECT repeat(s, -1)::INTEGER FROM t",
        "SELECT list_value(i)[1]::UTINYINT FROM t",
        "SELECT regexp_matches(s, '(' || s) FROM t",
        "SELECT strptime(s, '%Y') FROM t",
        "SELECT chr(i) FROM t",
      })
  void theErrorIsTheSame(String sql) throws SQLException {
    Throwable expected = catchThrowable(() -> database.rows(sql));
    String rendered = database.render(sql);
    Throwable actual = catchThrowable(() -> database.rows(rendered));

    if (expected == null) {
      assertThat(actual).as(rendered).isNull();
      return;
    }
    assertThat(actual).as(rendered).isInstanceOf(SQLException.class);
    assertThat(firstLine(actual)).as(rendered).isEqualTo(firstLine(expected));
  }

  private static String firstLine(Throwable error) {
    return error.getMessage().strip().lines().findFirst().orElseThrow();
  }
}

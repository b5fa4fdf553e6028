package io.skein.planner.statement;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistinctOnBarrierTest {
  private static final String FIRST_OF_EACH =
      "SELECT DISTINCT ON (b.g) b.g, b.v FROM big AS b JOIN groups AS a ON a.g = b.g"
          + " ORDER BY b.g, b.id";

  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    for (String sql :
        new String[] {
          "SET threads = 1",
          "CREATE TABLE big AS SELECT i AS id, i % 1000 AS g, (i * 7919) % 5000 AS v"
              + " FROM range(20000) AS r(i)",
          "CREATE TABLE groups AS SELECT i AS g FROM range(1000) AS r(i)",
          "CREATE TABLE small AS SELECT i AS v FROM range(100, 140) AS r(i)"
        }) {
      connection.createStatement().execute(sql);
    }
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private String raise(String sql) {
    return DistinctOnBarrier.raise(connection, StatementGate.parse(connection, sql));
  }

  private String rows(String sql) throws SQLException {
    try (ResultSet rows =
        connection
            .createStatement()
            .executeQuery("SELECT list(x ORDER BY ALL)::VARCHAR FROM (\n" + sql + "\n) AS x")) {
      rows.next();
      return rows.getString(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT s.v, d.g FROM small AS s JOIN (%s) AS d ON d.v = s.v",
        "WITH d AS (%s) SELECT s.v, d.g FROM small AS s JOIN d ON d.v = s.v",
        "SELECT s.v, d.g FROM small AS s JOIN ((%s) UNION ALL SELECT 1, 2) AS d ON d.v = s.v",
        "SELECT v FROM small WHERE v IN (SELECT v FROM (%s))",
        "SELECT s.v FROM small AS s JOIN (SELECT * FROM (%s) AS i WHERE g > 10) AS d ON d.v = s.v"
      })
  void joinsDoNotChangeWhatIsChosenBelowThem(String template) throws SQLException {
    String sql = template.formatted(FIRST_OF_EACH);
    connection.createStatement().execute("SET disabled_optimizers = 'join_filter_pushdown'");
    String right = rows(sql);
    connection.createStatement().execute("SET disabled_optimizers = ''");

    assertThat(rows(raise(sql))).isEqualTo(right);
  }

  @Test
  void duckDbItselfStillNeedsTheBarrier() throws SQLException {
    String sql = "SELECT s.v, d.g FROM small AS s JOIN (" + FIRST_OF_EACH + ") AS d ON d.v = s.v";

    assertThat(rows(sql))
        .as("DuckDB has mended duckdb/duckdb#21757: the barriers can go")
        .isNotEqualTo(rows(raise(sql)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT (SELECT c FROM (SELECT DISTINCT ON (b.g) b.v AS c FROM big AS b WHERE b.g = s.v"
            + " ORDER BY b.g, b.id)) AS c FROM small AS s",
        "SELECT s.v, l.c FROM small AS s, LATERAL (SELECT DISTINCT ON (b.g) b.v AS c FROM big AS b"
            + " WHERE b.g = s.v ORDER BY b.g, b.id) AS l",
        "SELECT d.* FROM (SELECT DISTINCT ON (g) g, g, id FROM big ORDER BY g, id) AS d",
        "WITH RECURSIVE r AS (SELECT 1 AS x, 0 AS n UNION ALL SELECT * FROM (SELECT DISTINCT ON (x)"
            + " x + 1, n + 1 FROM r WHERE n < 5 ORDER BY x)) SELECT * FROM r",
        "SELECT 1.5e300, 0.1, 'it''s', * FROM (SELECT DISTINCT ON (v) v FROM small ORDER BY v)"
      })
  void theAnswerStaysAsItWas(String sql) throws SQLException {
    assertThat(raise(sql)).contains("AS MATERIALIZED");
    assertThat(rows(raise(sql))).isEqualTo(rows(sql));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT   DISTINCT ON (g) g, v FROM big ORDER BY g, id LIMIT 3",
        "SELECT g FROM (SELECT DISTINCT g   FROM big)"
      })
  void whatNeedsNoBarrierIsLeftToTheLetter(String sql) {
    assertThat(raise(sql)).isEqualTo(sql);
  }
}

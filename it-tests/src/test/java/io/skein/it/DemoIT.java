package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer sees first. */
class DemoIT {
  @TempDir static Path folder;
  private static SkeinRun demo;

  @BeforeAll
  static void runTheDemo() throws Exception {
    demo = SkeinRun.of(folder, "demo");
  }

  @Test
  void theDemoEndsWellAndKeepsQuiet() {
    assertThat(demo.exitCode()).as(demo.err()).isZero();
    assertThat(demo.err()).isEmpty();
  }

  @Test
  void theDemoShowsEachQueryItsLaneItsEndpointsAndItsRows() throws Exception {
    assertThat(demo.out())
        .contains("Generated table dataset in data: 100,000 rows")
        .contains("SELECT * FROM dataset WHERE category = 'A' LIMIT 1000")
        .containsPattern("lane \\w+, 1 endpoint, 1,000 rows in \\d+ ms")
        .containsPattern("lane SCATTER, \\d+ endpoints, [\\d,]+ rows in \\d+ ms")
        .contains("How to go on:");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE VIEW dataset AS FROM '%s/data/dataset/*/*.parquet'".formatted(folder));
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT category, count(*) FROM dataset GROUP BY category ORDER BY ALL")) {
        while (rows.next()) {
          assertThat(demo.out())
              .containsPattern("│ %s +│ +%d │".formatted(rows.getString(1), rows.getLong(2)));
        }
      }
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT count(*) FROM dataset WHERE date BETWEEN '2020-01-01' AND '2020-01-31'")) {
        rows.next();
        assertThat(demo.out()).contains("%,d rows in ".formatted(rows.getLong(1)));
      }
    }
  }

  @Test
  void theDemoRunsOnesOwnQueries() throws Exception {
    SkeinRun run = SkeinRun.of(folder, "demo", "--query", "SELECT 6 * 7 AS answer");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("answer").contains("42").contains("lane LOCAL");
  }
}

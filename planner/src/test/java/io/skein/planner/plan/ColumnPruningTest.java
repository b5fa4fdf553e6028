package io.skein.planner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ColumnPruningTest {
  private static Connection connection;

  @BeforeAll
  static void open() throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    OptimizerSettings.apply(connection);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE t(a INTEGER, b VARCHAR, c DOUBLE, d DATE);"
              + "CREATE TABLE u(a INTEGER, x VARCHAR, y VARCHAR, z VARCHAR)");
    }
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
  }

  /** Returns the output columns of each scan of the pruned plan, {@code *} for a placeholder. */
  private static List<String> scans(String sql) throws SQLException {
    PlanNode plan = PlanReader.plan(connection, sql);
    PlanNode pruned = ColumnPruning.prune(plan);
    assertThat(pruned.types()).isEqualTo(plan.types());
    List<String> scans = new ArrayList<>();
    collect(pruned, scans);
    return scans;
  }

  private static void collect(PlanNode node, List<String> scans) {
    if (node instanceof Scan scan) {
      StringBuilder text = new StringBuilder(scan.table()).append(":");
      for (int position : scan.output()) {
        ScanColumn column = scan.columns().get(position);
        text.append(column.kind() == ScanColumn.Kind.TABLE ? column.name() : "*");
      }
      scans.add(text.toString());
    }
    node.children().forEach(child -> collect(child, scans));
  }

  @Test
  void aColumnThatOnlyTheFilterReadsIsNotPutOut() throws SQLException {
    assertThat(scans("SELECT b FROM t WHERE a > 3")).containsExactly("t:b");
  }

  @Test
  void whereOnlyRowsCountOneColumnWithoutMeaningIsLeft() throws SQLException {
    assertThat(scans("SELECT count(*) FROM t")).containsExactly("t:*");
    assertThat(scans("SELECT count(*) FROM t WHERE a > 3")).containsExactly("t:*");
  }

  @Test
  void existsReadsTheKeysOfItsTableOnly() throws SQLException {
    assertThat(scans("SELECT b FROM t WHERE EXISTS (SELECT * FROM u WHERE u.a = t.a)"))
        .containsExactlyInAnyOrder("t:ab", "u:a");
  }

  @Test
  void columnsOfASubSelectThatNobodyReadsAreDropped() throws SQLException {
    assertThat(
            scans(
                "SELECT x FROM (SELECT *, row_number() OVER (ORDER BY y) AS n, x || z AS w FROM u)"))
        .containsExactly("u:x");
    assertThat(scans("SELECT m FROM (SELECT a, max(b) AS m, min(c) AS n FROM t GROUP BY a)"))
        .containsExactly("t:ab");
  }

  @Test
  void everyBranchOfAUnionHasTheSameColumns() throws SQLException {
    assertThat(scans("SELECT x FROM (SELECT a, b AS x FROM t UNION ALL SELECT a, y FROM u)"))
        .containsExactly("t:b", "u:y");
    assertThat(scans("SELECT count(*) FROM (SELECT a, b FROM t UNION ALL SELECT a, y FROM u)"))
        .hasSize(2);
  }

  @Test
  void aDistinctReadsAllColumnsThatItCompares() throws SQLException {
    assertThat(scans("SELECT count(*) FROM (SELECT DISTINCT a, b FROM t)")).containsExactly("t:ab");
  }

  @Test
  void aCommonTableExpressionHasTheColumnsThatAnyReferenceReads() throws SQLException {
    assertThat(
            scans(
                "WITH r AS MATERIALIZED (SELECT a, b, c, d FROM t)"
                    + " SELECT r1.b FROM r r1, r r2 WHERE r1.a = r2.a"))
        .containsExactly("t:ab");
  }

  @Test
  void aScalarSubqueryKeepsTheColumnThatMakesASecondRowAnError() throws SQLException {
    assertThat(scans("SELECT b FROM (SELECT b, (SELECT x FROM u WHERE u.a = t.a) AS s FROM t)"))
        .containsExactlyInAnyOrder("t:ba", "u:ax");
  }
}

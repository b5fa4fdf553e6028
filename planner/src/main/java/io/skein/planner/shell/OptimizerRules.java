package io.skein.planner.shell;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which of DuckDB's optimizers run over shells. An allow list: the others are those that would
 * believe the shells' rows, or that leave a plan which does not serialize. What DuckDB has is asked
 * from itself, since names change between its versions.
 */
final class OptimizerRules {
  private static final Set<String> ALLOWED =
      Set.of(
          "filter_pushdown",
          "filter_pullup",
          "join_order",
          "deliminator",
          "expression_rewriter",
          "cte_inlining",
          "unnest_rewriter",
          "regex_range",
          "outer_join_simplification",
          "aggregate_reuse");

  private OptimizerRules() {}

  static Properties noProperties() {
    Properties properties = new Properties();
    // Each planning DuckDB is an instance of its own.
    properties.setProperty("jdbc_instance_cache", "false");
    return properties;
  }

  /** Returns the statements that turn the other optimizers off. */
  static List<String> settings(Connection connection) throws SQLException {
    Set<String> disabled = new TreeSet<>();
    try (java.sql.Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT name FROM duckdb_optimizers()")) {
      while (rows.next()) {
        disabled.add(rows.getString(1));
      }
    }
    disabled.removeAll(ALLOWED);
    return List.of("SET GLOBAL disabled_optimizers = '" + String.join(",", disabled) + "'");
  }
}

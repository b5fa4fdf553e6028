package io.skein.planner.plan;

import io.skein.protocol.sql.SqlText;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The optimizers of DuckDB that may work on a plan that is to be read. Everything else that this
 * DuckDB has is disabled: what is unknown may use the statistics of the planner's tables, which are
 * not those of the data, or leave a plan that does not serialize.
 */
public final class OptimizerSettings {
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
          "outer_join_simplification");

  private OptimizerSettings() {}

  /** Returns the names of the optimizers to disable, sorted. */
  public static Set<String> disabled(Connection connection) throws SQLException {
    Set<String> disabled = new TreeSet<>();
    Set<String> missing = new TreeSet<>(ALLOWED);
    try (Statement statement = connection.createStatement();
        ResultSet names = statement.executeQuery("SELECT name FROM duckdb_optimizers()")) {
      while (names.next()) {
        String name = names.getString(1);
        missing.remove(name);
        if (!ALLOWED.contains(name)) {
          disabled.add(name);
        }
      }
    }
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "this DuckDB has no optimizers %s; plans would not be those that the reader knows"
              .formatted(missing));
    }
    return disabled;
  }

  /** Disables them for all connections of the database. */
  public static void apply(Connection connection) throws SQLException {
    String names = String.join(",", List.copyOf(disabled(connection)));
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET disabled_optimizers = " + SqlText.literal(names));
    }
  }
}

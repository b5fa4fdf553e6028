package io.skein.planner.shell;

import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.CatalogTable;
import io.skein.planner.catalog.TableProblem;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.sql.SqlText;
import io.skein.protocol.table.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The making of the shells in a DuckDB that has nothing yet. */
final class ShellTables {
  private static final Logger LOG = LoggerFactory.getLogger(ShellTables.class);

  private ShellTables() {}

  /** Creates what can be created; a table that cannot be must not keep the others from use. */
  static Map<TableName, TableProblem> create(Connection connection, Catalog catalog)
      throws SQLException {
    Map<TableName, TableProblem> problems = new HashMap<>();
    InventedRows rows = InventedRows.of(catalog);
    try (Statement statement = connection.createStatement()) {
      statement.execute("ATTACH ':memory:' AS " + ShellDatabase.DATABASE);
      statement.execute("USE " + ShellDatabase.DATABASE);
      for (CatalogTable table : catalog.tables().values()) {
        try {
          statement.execute(
              "CREATE SCHEMA IF NOT EXISTS " + SqlText.identifier(table.name().schema()));
          if (!table.columns().isEmpty()) {
            statement.execute(shell(table));
            invent(statement, rows, table);
          }
        } catch (SQLException e) {
          problems.put(
              table.name(),
              new TableProblem(
                  ErrorCode.TABLE_UNUSABLE,
                  "DuckDB cannot have a table like %s: %s"
                      .formatted(table.name(), e.getMessage())));
        }
      }
    }
    return problems;
  }

  /** Rows only steer the order of joins: without them a table is planned as a small one. */
  private static void invent(Statement statement, InventedRows rows, CatalogTable table) {
    if (table.rows() == 0) {
      return;
    }
    try {
      for (String line : rows.statements(table)) {
        statement.execute(line);
      }
    } catch (SQLException e) {
      LOG.warn("Table {} is planned as if it had no rows", table.name(), e);
    }
  }

  private static String shell(CatalogTable table) {
    return table.columns().stream()
        .map(column -> SqlText.identifier(column.name()) + " " + column.type())
        .collect(Collectors.joining(", ", "CREATE TABLE " + table.name().toSql() + " (", ")"));
  }
}

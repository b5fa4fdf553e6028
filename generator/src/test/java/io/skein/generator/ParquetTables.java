package io.skein.generator;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A DuckDB that reads what was generated. */
final class ParquetTables implements AutoCloseable {
  private final Connection connection;

  ParquetTables() throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
  }

  /** Makes a view of all files of the table's folder; column {@code filename} says which. */
  ParquetTables view(String name, Path folder) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE OR REPLACE VIEW %s AS FROM read_parquet('%s/*/*.parquet', filename = true)"
              .formatted(name, folder));
    }
    return this;
  }

  /** Returns the rows, each as its values separated by {@code |}. */
  List<String> query(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          values.add(result.getString(i));
        }
        rows.add(String.join("|", values));
      }
      return rows;
    }
  }

  /** Returns the only value of the only row. */
  String value(String sql) throws SQLException {
    List<String> rows = query(sql);
    if (rows.size() != 1) {
      throw new AssertionError("%d rows: %s".formatted(rows.size(), sql));
    }
    return rows.get(0);
  }

  long number(String sql) throws SQLException {
    return Long.parseLong(value(sql));
  }

  /** Returns a digest of the rows of a view as a multiset. */
  String content(String view) throws SQLException {
    return value(
        "SELECT concat(count(*), ' ', sum(hash(t)), ' ', bit_xor(hash(t)))"
            + " FROM (SELECT * EXCLUDE (filename) FROM %s) t".formatted(view));
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}

package io.skein.worker;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A plain DuckDB: it writes the files that tests need, and knows the right answers. */
public final class Duck implements AutoCloseable {
  private final Connection connection;

  public Duck() {
    try {
      connection = DriverManager.getConnection("jdbc:duckdb:");
      execute("SET TimeZone = 'UTC'");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public Connection connection() {
    return connection;
  }

  public void execute(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql + ": " + e.getMessage(), e);
    }
  }

  /** Writes the query's rows to a new Parquet file, making its folder. */
  public Path write(Path file, String sql) {
    return write(file, sql, "");
  }

  public Path write(Path file, String sql, String options) {
    file.getParent().toFile().mkdirs();
    execute(
        "COPY (%s) TO '%s' (FORMAT parquet%s)"
            .formatted(sql, file.toString().replace("'", "''"), options));
    return file;
  }

  /** Returns the rows as texts. */
  public List<List<String>> rows(String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<List<String>> rows = new ArrayList<>();
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(sql + ": " + e.getMessage(), e);
    }
  }

  /** Returns the one value of a query as text. */
  public String value(String sql) {
    return rows(sql).get(0).get(0);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}

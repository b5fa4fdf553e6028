package io.skein.planner.render;

import io.skein.planner.plan.ColumnPruning;
import io.skein.planner.plan.OptimizerSettings;
import io.skein.planner.plan.PlanNode;
import io.skein.planner.plan.PlanReader;
import io.skein.planner.plan.Scan;
import io.skein.protocol.sql.SqlText;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBResultSet;

/**
 * A DuckDB in memory that plans queries and runs both their own text and the rendered one. Used by
 * one thread.
 */
public final class PlanningDuckDb implements AutoCloseable {
  private final Connection connection;

  /** Opens a database without tables. */
  public PlanningDuckDb() throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    OptimizerSettings.apply(connection);
    execute("SET threads = 1");
  }

  Connection connection() {
    return connection;
  }

  /** Executes the statements. */
  public void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Returns the relation that a scan reads in this database. */
  static String tableOf(Scan scan) {
    return SqlText.qualified(scan.catalog(), scan.schema(), scan.table());
  }

  /** Returns the query's plan, without the columns that it does not need. */
  public PlanNode plan(String sql) throws SQLException {
    return ColumnPruning.prune(PlanReader.plan(connection, sql));
  }

  String render(PlanNode plan) {
    return new SqlRenderer(PlanningDuckDb::tableOf).render(plan);
  }

  String render(String sql) throws SQLException {
    return render(plan(sql));
  }

  /** Returns the types of the query's columns, as DuckDB prints them. */
  List<String> types(String sql) throws SQLException {
    List<String> types = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet columns = statement.executeQuery("DESCRIBE " + sql)) {
      while (columns.next()) {
        types.add(columns.getString("column_type"));
      }
    }
    return types;
  }

  /** Returns the query's rows, each value as DuckDB casts it to text. */
  public List<List<String>> rows(String sql) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int width = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> row = new ArrayList<>(width);
        for (int i = 1; i <= width; i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** Replaces the table by what is left of it after it crossed between DuckDBs. */
  public void throughArrow(String table, BufferAllocator allocator) throws SQLException {
    DuckDBConnection sender = connection.unwrap(DuckDBConnection.class);
    execute("CREATE OR REPLACE TEMP TABLE sent AS SELECT * FROM " + table);
    execute("DROP TABLE " + table);
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT * FROM sent");
        ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator)) {
      // The exported stream owns the reader, and closes it when it is read or closed.
      Data.exportArrayStream(
          allocator,
          (ArrowReader) ((DuckDBResultSet) result).arrowExportStream(allocator, 100_000),
          stream);
      sender.registerArrowStream("arriving", stream);
      execute("CREATE TABLE " + table + " AS SELECT * FROM arriving");
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}

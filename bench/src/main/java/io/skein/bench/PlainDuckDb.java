package io.skein.bench;

import io.skein.protocol.sql.SqlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBResultSet;

/** One plain DuckDB over the same Parquet files: what the cluster is compared with. */
final class PlainDuckDb implements AutoCloseable {
  /** DuckDB's own vectors have 2,048 rows; this many of them make a batch of some megabytes. */
  private static final long BATCH_ROWS = 65_536;

  private final DuckDBConnection connection;

  private PlainDuckDb() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("jdbc_stream_results", "true");
    connection = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", properties);
  }

  /** Returns a DuckDB with a view of each table in the folder that has a manifest. */
  static PlainDuckDb ofTables(Path folder) throws SQLException, IOException {
    PlainDuckDb database = new PlainDuckDb();
    try (Stream<Path> tables = Files.list(folder)) {
      for (Path table : tables.filter(PlainDuckDb::isTable).sorted().toList()) {
        database.view(table);
      }
    } catch (SQLException | IOException | RuntimeException e) {
      database.close();
      throw e;
    }
    return database;
  }

  private static boolean isTable(Path entry) {
    return Files.exists(entry.resolve("_skein.json"));
  }

  private void view(Path table) throws SQLException, IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(table)) {
      files = walk.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
    String list =
        files.stream()
            .map(file -> SqlText.literal(file.toString()))
            .collect(Collectors.joining(", ", "[", "]"));
    execute(
        "CREATE VIEW %s AS FROM read_parquet(%s)"
            .formatted(SqlText.identifier(table.getFileName().toString()), list));
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Reads the whole result as Arrow batches; returns how many rows it has. */
  long toArrow(String sql, BufferAllocator allocator) throws SQLException, IOException {
    long rows = 0;
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql);
        ArrowReader reader =
            (ArrowReader) ((DuckDBResultSet) result).arrowExportStream(allocator, BATCH_ROWS)) {
      while (reader.loadNextBatch()) {
        rows += reader.getVectorSchemaRoot().getRowCount();
      }
    }
    return rows;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}

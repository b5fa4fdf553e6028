package io.skein.client.output;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBConnection;

/** A plain DuckDB, which says what is right. */
final class TestDuckDb implements AutoCloseable {
  private final DuckDBConnection connection;

  TestDuckDb() throws SQLException {
    connection = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
    execute("SET TimeZone = 'UTC'");
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The rows of the query as text. */
  List<List<String>> rows(String sql) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet values =
            statement.executeQuery(
                sql.startsWith("DESCRIBE")
                    ? sql
                    : "SELECT COLUMNS(*)::VARCHAR FROM (%s)".formatted(sql))) {
      while (values.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= values.getMetaData().getColumnCount(); i++) {
          row.add(values.getString(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** The rows of a query of the relation {@code result}, which the Arrow file holds. */
  List<List<String>> rowsOfArrowFile(Path file, String sql) throws SQLException, IOException {
    try (BufferAllocator allocator = new RootAllocator();
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        ArrowFileReader reader = new ArrowFileReader(channel, allocator);
        ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator)) {
      Schema schema = reader.getVectorSchemaRoot().getSchema();
      if (schema.getFields().isEmpty()) {
        throw new IOException("no columns in " + file);
      }
      Data.exportArrayStream(allocator, reader, stream);
      execute("DROP VIEW IF EXISTS result");
      connection.registerArrowStream("arrow", stream);
      execute("CREATE OR REPLACE TEMP TABLE result AS FROM arrow");
      List<List<String>> rows = rows(sql);
      execute("DROP TABLE result");
      return rows;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}

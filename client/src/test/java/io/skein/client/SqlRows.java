package io.skein.client;

import io.skein.client.LoopbackCluster.Offer;
import io.skein.protocol.flight.BatchSender;
import io.skein.protocol.sql.SqlText;
import io.skein.protocol.type.TransportTypes;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBResultSet;

/** Endpoints whose rows DuckDB computes, and sends as the types that a worker sends them. */
public final class SqlRows implements AutoCloseable {
  private static final int BATCH_ROWS = 1000;

  private final DuckDBConnection root;

  /** Starts DuckDB. */
  public SqlRows() throws SQLException {
    root = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = root.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
    }
  }

  /** An endpoint without locations that gives the query's rows. */
  public Offer offer(String sql) throws SQLException {
    String fragment = fragment(sql);
    Schema schema = schema(sql, fragment);
    return new Offer(
        List.of(),
        schema,
        (sender, allocator, worker) -> {
          sender.start();
          send(fragment, sender, allocator);
        });
  }

  /** Sends the rows of the query, whose columns must be sent as they are. */
  public void send(String sql, BatchSender sender, BufferAllocator allocator) throws Exception {
    try (var connection = root.duplicate();
        Statement statement = connection.createStatement();
        DuckDBResultSet rows = (DuckDBResultSet) statement.executeQuery(sql);
        ArrowReader reader = (ArrowReader) rows.arrowExportStream(allocator, BATCH_ROWS)) {
      while (reader.loadNextBatch()) {
        sender.send(reader.getVectorSchemaRoot());
      }
    }
  }

  private List<String[]> describe(String sql) throws SQLException {
    List<String[]> columns = new ArrayList<>();
    try (Statement statement = root.createStatement();
        ResultSet rows = statement.executeQuery("DESCRIBE " + sql)) {
      while (rows.next()) {
        columns.add(new String[] {rows.getString(1), rows.getString(2)});
      }
    }
    return columns;
  }

  private String fragment(String sql) throws SQLException {
    StringJoiner select = new StringJoiner(", ");
    StringJoiner names = new StringJoiner(", ");
    List<String[]> columns = describe(sql);
    for (int i = 0; i < columns.size(); i++) {
      String type = columns.get(i)[1];
      String sent = TransportTypes.sent(type);
      select.add(
          (sent.equals(type) ? "c" + i : "CAST(c%d AS %s)".formatted(i, sent))
              + " AS "
              + SqlText.identifier(columns.get(i)[0]));
      names.add("c" + i);
    }
    return "SELECT %s FROM (%s) AS q(%s)".formatted(select, sql, names);
  }

  private Schema schema(String sql, String fragment) throws SQLException {
    try (BufferAllocator allocator = new RootAllocator();
        var connection = root.duplicate();
        Statement statement = connection.createStatement();
        DuckDBResultSet rows =
            (DuckDBResultSet) statement.executeQuery("FROM (%s) LIMIT 0".formatted(fragment));
        ArrowReader reader = (ArrowReader) rows.arrowExportStream(allocator, 1)) {
      List<Field> fields = new ArrayList<>();
      List<String[]> columns = describe(sql);
      for (int i = 0; i < columns.size(); i++) {
        Field field = reader.getVectorSchemaRoot().getSchema().getFields().get(i);
        fields.add(
            new Field(
                columns.get(i)[0],
                new FieldType(
                    true,
                    field.getType(),
                    null,
                    Map.of(TransportTypes.METADATA_KEY, columns.get(i)[1])),
                field.getChildren()));
      }
      return new Schema(fields);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws SQLException {
    root.close();
  }
}

package io.skein.planner.shell;

import io.skein.protocol.sql.SqlText;
import io.skein.protocol.table.Column;
import io.skein.protocol.type.TransportTypes;
import io.skein.protocol.type.Unsigned;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBResultSet;

/**
 * The Arrow types of DuckDB's types, as DuckDB itself exports them: what a worker's stream will
 * have is asked from the same code, not written down a second time. Thread-safe.
 */
final class ArrowTypes {
  private final Map<String, Field> fields = new ConcurrentHashMap<>();

  /** Returns the schema in which a result of the columns is sent, with DuckDB's types beside. */
  Schema schema(
      Connection connection, List<Column> columns, Unsigned unsigned, BufferAllocator allocator) {
    List<Field> named = new ArrayList<>();
    for (Column column : columns) {
      Field field =
          fields.computeIfAbsent(
              TransportTypes.sent(column.type(), unsigned),
              type -> export(connection, type, allocator));
      FieldType type =
          new FieldType(
              true,
              field.getType(),
              field.getDictionary(),
              Map.of(TransportTypes.METADATA_KEY, column.type()));
      named.add(new Field(column.name(), type, field.getChildren()));
    }
    return new Schema(named);
  }

  private static Field export(Connection connection, String type, BufferAllocator allocator) {
    String sql = "SELECT CAST(NULL AS " + type + ") AS " + SqlText.identifier("value");
    try (java.sql.Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql);
        ArrowReader reader =
            (ArrowReader) ((DuckDBResultSet) rows).arrowExportStream(allocator, 1)) {
      return reader.getVectorSchemaRoot().getSchema().getFields().get(0);
    } catch (SQLException | IOException e) {
      throw new IllegalStateException("type " + type + " has no Arrow form: " + e.getMessage(), e);
    }
  }
}

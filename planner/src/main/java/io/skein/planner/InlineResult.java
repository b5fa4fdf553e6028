package io.skein.planner;

import com.google.protobuf.ByteString;
import io.skein.planner.shell.ShellDatabase;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.table.Column;
import io.skein.protocol.type.Unsigned;
import java.io.IOException;
import java.nio.channels.Channels;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBResultSet;

/** Runs what only the planning DuckDB can answer: SHOW, DESCRIBE, and the text of EXPLAIN. */
final class InlineResult {
  /** Such a result travels inside its ticket, so it has to be small. */
  static final int MOST_ROWS = 10_000;

  private InlineResult() {}

  /** Returns the statement's result as an Arrow IPC stream of the schema. */
  static ByteString run(
      ShellDatabase shell,
      String sql,
      List<Column> columns,
      Unsigned unsigned,
      Schema schema,
      BufferAllocator allocator) {
    String sendable = ResultSql.sendable(sql, columns, unsigned);
    return shell.use(connection -> run(connection, sendable, schema, allocator));
  }

  private static ByteString run(
      Connection connection, String sql, Schema schema, BufferAllocator allocator)
      throws SQLException {
    try (java.sql.Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql);
        ArrowReader reader =
            (ArrowReader) ((DuckDBResultSet) rows).arrowExportStream(allocator, MOST_ROWS);
        VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
        ByteString.Output bytes = ByteString.newOutput();
        ArrowStreamWriter writer = new ArrowStreamWriter(root, null, Channels.newChannel(bytes))) {
      VectorLoader loader = new VectorLoader(root);
      writer.start();
      long count = 0;
      while (reader.loadNextBatch()) {
        count += reader.getVectorSchemaRoot().getRowCount();
        if (count > MOST_ROWS) {
          throw new SkeinException(
              ErrorCode.TOO_LARGE,
              "SHOW, DESCRIBE and queries of the session give at most %,d rows"
                  .formatted(MOST_ROWS));
        }
        try (ArrowRecordBatch batch =
            new VectorUnloader(reader.getVectorSchemaRoot()).getRecordBatch()) {
          loader.load(batch);
        }
        writer.writeBatch();
      }
      writer.end();
      return bytes.toByteString();
    } catch (IOException e) {
      throw new SkeinException(ErrorCode.INTERNAL_ERROR, "cannot export the result: " + e, e);
    }
  }
}

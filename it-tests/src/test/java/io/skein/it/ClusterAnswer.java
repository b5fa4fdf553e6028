package io.skein.it;

import io.skein.client.QueryResult;
import io.skein.client.SkeinClient;
import io.skein.protocol.table.Column;
import java.io.IOException;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBConnection;

/** Fetches a query's answer from a cluster, and has DuckDB print it. */
final class ClusterAnswer {

  private ClusterAnswer() {}

  /** Returns the cluster's answer to the query. */
  static Answer fetch(SkeinClient client, String sql) throws IOException {
    return client.fetch(sql, ClusterAnswer::of);
  }

  /** Returns what the result holds. */
  static Answer of(QueryResult result) throws IOException {
    List<Column> columns = result.columns();
    try (DuckDBConnection connection =
            (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
        ArrowArrayStream stream = ArrowArrayStream.allocateNew(result.allocator());
        Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("SET threads = 1");
      ArrowReader reader = result.reader();
      Data.exportArrayStream(result.allocator(), reader, stream);
      connection.registerArrowStream("arriving", stream);
      try (ResultSet printed = statement.executeQuery(Answer.printed("arriving", columns))) {
        Answer answer = Answer.of(columns, printed);
        result
            .failure()
            .ifPresent(
                error -> {
                  throw error;
                });
        return answer;
      }
    } catch (SQLException e) {
      result
          .failure()
          .ifPresent(
              error -> {
                throw error;
              });
      throw new IOException("the answer cannot be printed: " + e.getMessage(), e);
    }
  }
}

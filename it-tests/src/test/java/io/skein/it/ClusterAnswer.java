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
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBConnection;

/** Fetches a query's answer from a cluster, and has DuckDB print it. Thread-safe. */
final class ClusterAnswer {
  private static final AtomicLong STREAMS = new AtomicLong();

  private ClusterAnswer() {}

  /** Returns the cluster's answer to the query. */
  static Answer fetch(SkeinClient client, String sql) throws IOException {
    return client.fetch(sql, ClusterAnswer::of);
  }

  /** Returns what the result holds. */
  static Answer of(QueryResult result) throws IOException {
    List<Column> columns = result.columns();
    String name = "arriving_" + STREAMS.incrementAndGet();
    try (DuckDBConnection connection = (DuckDBConnection) Printer.ROOT.duplicate();
        ArrowArrayStream stream = ArrowArrayStream.allocateNew(result.allocator());
        Statement statement = connection.createStatement()) {
      ArrowReader reader = result.reader();
      Data.exportArrayStream(result.allocator(), reader, stream);
      connection.registerArrowStream(name, stream);
      try (ResultSet printed = statement.executeQuery(Answer.printed(name, columns))) {
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

  /** A DuckDB that starts when the first answer comes and prints all of them. */
  private static final class Printer {
    private static final DuckDBConnection ROOT = start();

    private static DuckDBConnection start() {
      try {
        DuckDBConnection root = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = root.createStatement()) {
          statement.execute("SET GLOBAL TimeZone = 'UTC'");
          statement.execute("SET GLOBAL threads = 1");
        }
        return root;
      } catch (SQLException e) {
        throw new IllegalStateException("no DuckDB to print answers", e);
      }
    }
  }
}

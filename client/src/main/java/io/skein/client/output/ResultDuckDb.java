package io.skein.client.output;

import io.skein.client.QueryResult;
import io.skein.protocol.sql.SqlText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.duckdb.DuckDBConnection;

/**
 * A DuckDB in memory, in this process, that sees one result as a relation. The relation is one
 * stream, which all of DuckDB's threads take batches from: what the endpoints are up to does not
 * block any thread of DuckDB's while there is a batch of any of them.
 *
 * <p>Owned by one thread. Close it before the result.
 */
final class ResultDuckDb implements AutoCloseable {
  /** The relation's name. It can be read once. */
  static final String RELATION = "result";

  private final QueryResult result;
  private final Connection connection;
  private final ArrowArrayStream stream;

  ResultDuckDb(QueryResult result) throws SQLException {
    this.result = result;
    this.connection = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET preserve_insertion_order = " + result.ordered());
      statement.execute("SET TimeZone = " + SqlText.literal(timeZone()));
      // With threads of its own for writing, DuckDB 2.0.0 now and then hangs forever when a COPY to
      // CSV or JSON fails: it waits for writes to end, which wait for a lock that it holds. Without
      // them, whoever fills a buffer writes it, and no slower.
      statement.execute("SET async_threads = 0");
      // Nothing here is larger than a few batches: there is nothing to spill.
      statement.execute("SET temp_directory = ''");
      ArrowReader reader = result.reader();
      this.stream = ArrowArrayStream.allocateNew(result.allocator());
      Data.exportArrayStream(result.allocator(), reader, stream);
      ((DuckDBConnection) connection).registerArrowStream(RELATION, stream);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  Connection connection() {
    return connection;
  }

  /** Returns the time zone in which the query's session prints instants. */
  private String timeZone() {
    return result.schema().getFields().stream()
        .map(Field::getType)
        .filter(ArrowType.Timestamp.class::isInstance)
        .map(type -> ((ArrowType.Timestamp) type).getTimezone())
        .filter(zone -> zone != null && !zone.isEmpty())
        .findFirst()
        .orElse("UTC");
  }

  /** Returns what went wrong: the result's own error if it has one, for DuckDB only repeats it. */
  IOException failure(String what, SQLException error) {
    result
        .failure()
        .ifPresent(
            cause -> {
              throw cause;
            });
    return new IOException("%s: %s".formatted(what, error.getMessage()), error);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new UncheckedIOException(new IOException(e));
    } finally {
      stream.close();
    }
  }
}

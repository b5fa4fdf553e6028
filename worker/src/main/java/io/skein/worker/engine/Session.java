package io.skein.worker.engine;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBResultSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the engine, whose work can be stopped from outside. Used by one thread, but for
 * {@link #cancel()}, which any thread may call.
 */
public final class Session implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final Engine engine;
  private final Instance instance;
  private final DuckDBConnection connection;
  private Statement executing;
  private boolean streaming;
  private boolean cancelled;
  private boolean closed;

  private Session(Engine engine, Instance instance, DuckDBConnection connection) {
    this.engine = engine;
    this.instance = instance;
    this.connection = connection;
  }

  static Session open(Engine engine, Instance instance) {
    try {
      return new Session(engine, instance, instance.connect());
    } catch (SQLException e) {
      throw EngineErrors.of(e);
    }
  }

  /** Returns a further session in the same DuckDB. */
  Session another() {
    return open(engine, instance);
  }

  Instance instance() {
    return instance;
  }

  /** Returns whether the engine still runs this session's DuckDB. */
  boolean current() {
    return engine.current() == instance;
  }

  /** A row of a small result. */
  @FunctionalInterface
  public interface RowReader<T> {
    /** Returns what the current row says. */
    T read(ResultSet row) throws SQLException;
  }

  /**
   * Runs statements that return no rows.
   *
   * @throws SkeinException with DuckDB's words; CANCELLED if the session was cancelled
   */
  public void execute(String sql) {
    try (Statement statement = begin()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw failure(e);
    } finally {
      end();
    }
  }

  /**
   * Runs one statement that stores rows.
   *
   * @throws SkeinException with DuckDB's words; CANCELLED if the session was cancelled
   */
  void store(String sql) {
    orWithoutOptimizer(
        sql,
        () -> {
          execute(sql);
          return sql;
        });
  }

  /**
   * Returns the rows of a small result.
   *
   * @throws SkeinException with DuckDB's words; CANCELLED if the session was cancelled
   */
  public <T> List<T> rows(String sql, RowReader<T> reader) {
    return orWithoutOptimizer(sql, () -> readRows(sql, reader));
  }

  private <T> List<T> readRows(String sql, RowReader<T> reader) {
    try (Statement statement = begin();
        ResultSet result = statement.executeQuery(sql)) {
      List<T> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(reader.read(result));
      }
      return rows;
    } catch (SQLException e) {
      throw recovered(sql, failure(e));
    } finally {
      end();
    }
  }

  /**
   * Starts a query and returns its batches as they are computed. It is the session's last
   * statement: what follows is to read, and to close.
   *
   * @param allocator is charged with the batches; the caller's
   * @param rowsPerBatch how many rows a batch has at most
   * @throws SkeinException with DuckDB's words; CANCELLED if the session was cancelled
   */
  public ArrowReader stream(String sql, BufferAllocator allocator, long rowsPerBatch) {
    return orWithoutOptimizer(sql, () -> open(sql, allocator, rowsPerBatch));
  }

  private ArrowReader open(String sql, BufferAllocator allocator, long rowsPerBatch) {
    try {
      // Closing the statement would end the stream: it goes with the connection.
      Statement statement = begin();
      DuckDBResultSet result = (DuckDBResultSet) statement.executeQuery(sql);
      ArrowReader reader = (ArrowReader) result.arrowExportStream(allocator, rowsPerBatch);
      synchronized (this) {
        executing = null;
        streaming = true;
        if (cancelled) {
          // Guard against a cancel that came after the query had started to give rows.
          closeConnection();
        }
      }
      return reader;
    } catch (SQLException e) {
      throw recovered(sql, failure(e));
    } finally {
      end();
    }
  }

  /** Stores the rows of a query in a database of that name; see {@link Workspace#keep}. */
  ResultTable keep(String database, String sql, ResultTable.Form form) {
    try {
      return ResultTable.fill(this, database, sql, form);
    } catch (SkeinException e) {
      throw EngineErrors.oneLineUp(e);
    }
  }

  /**
   * Makes the stream readable under the name, once, for this session only.
   *
   * @param stream must stay open until the statement that reads it has ended
   */
  void register(String name, ArrowArrayStream stream) {
    try {
      connection.registerArrowStream(name, stream);
    } catch (RuntimeException e) {
      throw new SkeinException(
          ErrorCode.INTERNAL_ERROR, "DuckDB does not take an Arrow stream: " + e.getMessage(), e);
    }
  }

  /**
   * Runs a statement. If it is DuckDB's optimizer that fails, and not the query, then again without
   * it, as the rest of this session: what the optimizer knows of one shard's statistics makes it
   * fail where one DuckDB over all files does not.
   */
  private <T> T orWithoutOptimizer(String sql, Supplier<T> action) {
    try {
      return action.get();
    } catch (SkeinException e) {
      if (e.code() != ErrorCode.EXECUTION_ERROR || isPlanned(sql)) {
        throw e;
      }
      execute("PRAGMA disable_optimizer");
      if (!isPlanned(sql)) {
        throw e;
      }
      LOG.warn("DuckDB's optimizer fails, and is left out: {}", e.getMessage());
      return action.get();
    }
  }

  private boolean isPlanned(String sql) {
    try {
      return !readRows("EXPLAIN\n" + sql, row -> row.getString(1)).isEmpty();
    } catch (SkeinException e) {
      LOG.debug("DuckDB does not plan what failed", e);
      return false;
    }
  }

  /**
   * Returns the error with its words. DuckDB loses them where a streamed query fails before its
   * first row, but not where the same query fills a table.
   */
  private SkeinException recovered(String sql, SkeinException error) {
    if (!EngineErrors.lost(error)) {
      return error;
    }
    try {
      execute("CREATE OR REPLACE TEMP TABLE lost_error AS\n" + sql);
    } catch (SkeinException e) {
      // If DuckDB refuses the query now, then because of the query itself.
      return EngineErrors.oneLineUp(EngineErrors.causeOfRefusal(e));
    }
    return new SkeinException(
        ErrorCode.INTERNAL_ERROR,
        "the query failed once, but not when it was run again to see why; try it again",
        error);
  }

  private synchronized Statement begin() throws SQLException {
    if (cancelled) {
      throw new SkeinException(ErrorCode.CANCELLED, "the task was cancelled");
    }
    executing = connection.createStatement();
    return executing;
  }

  private synchronized void end() {
    executing = null;
  }

  /** Returns what the error means; one that broke DuckDB makes the engine go on with another. */
  private SkeinException failure(Exception error) {
    SkeinException meaning = EngineErrors.of(error);
    if (EngineErrors.broken(meaning)) {
      engine.replace(instance, meaning);
    }
    return cancelled()
        ? new SkeinException(ErrorCode.CANCELLED, "the task was cancelled", error)
        : meaning;
  }

  /** Returns the error of the session's stream, which is what reading a batch failed with. */
  public SkeinException streamFailure(IOException error) {
    return failure(error);
  }

  /**
   * Stops what the session is doing; the thread that waits for it gets an error. A statement that
   * has only just begun may miss it, so the call is to be repeated until the thread has gone.
   */
  public synchronized void cancel() {
    cancelled = true;
    if (streaming) {
      closeConnection();
    } else if (executing != null) {
      try {
        executing.cancel();
      } catch (SQLException e) {
        LOG.debug("The statement ended before it was cancelled", e);
      }
    }
  }

  /** Returns whether the session was cancelled. */
  public synchronized boolean cancelled() {
    return cancelled;
  }

  private void closeConnection() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.warn("A connection does not close", e);
    } finally {
      instance.release();
    }
  }

  @Override
  public synchronized void close() {
    closeConnection();
  }
}

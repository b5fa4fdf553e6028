package io.skein.worker.engine;

import io.skein.protocol.error.SkeinException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's DuckDB: it can read the data folders and nothing else, whatever a fragment says.
 * Thread-safe.
 *
 * <p>A defect that a query runs into makes DuckDB refuse all queries after it. Then the engine goes
 * on with a new DuckDB; streams that had begun in the old one can be read to their ends.
 */
public final class Engine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  private final EngineOptions options;
  private final List<Path> dataFolders;
  private final AtomicLong workspaces = new AtomicLong();
  private volatile Instance current;
  private boolean closed;

  private Engine(EngineOptions options, List<Path> dataFolders, Instance first) {
    this.options = options;
    this.dataFolders = dataFolders;
    this.current = first;
  }

  /**
   * Opens an engine of its own.
   *
   * @param dataFolders the folders that it may read
   * @throws SkeinException INVALID_REQUEST if DuckDB does not accept an option
   */
  public static Engine open(EngineOptions options, List<Path> dataFolders) {
    return new Engine(options, List.copyOf(dataFolders), Instance.open(options, dataFolders));
  }

  /** Returns DuckDB's version, as {@code SELECT version()} says. */
  public String version() {
    return current.version();
  }

  Instance current() {
    return current;
  }

  /** Returns how many databases tasks have in the engine; none once it is closed. */
  public synchronized int databases() {
    if (closed) {
      return 0;
    }
    try (Session session = session()) {
      return session
          .rows(
              "SELECT count(*) FROM duckdb_databases()"
                  + " WHERE NOT internal AND database_name <> 'memory'",
              row -> row.getInt(1))
          .get(0);
    }
  }

  /** Bytes that DuckDB holds: in memory, of those that its limit counts, and in files. */
  public record Use(long memoryBytes, long temporaryBytes) {}

  /** Returns how much DuckDB holds now. */
  public Use use() {
    try (Session session = session()) {
      return session
          .rows(
              "SELECT CAST(sum(memory_usage_bytes) AS BIGINT),"
                  + " CAST(sum(temporary_storage_bytes) AS BIGINT) FROM duckdb_memory()",
              row -> new Use(row.getLong(1), row.getLong(2)))
          .get(0);
    }
  }

  /** Does what the engine is for, as little of it as possible. */
  public int probe() {
    try (Session session = session()) {
      return session.rows("SELECT 1", row -> row.getInt(1)).get(0);
    }
  }

  /** Returns a session without a workspace: it sees the data folders, but no relations. */
  public Session session() {
    return Session.open(this, current);
  }

  /**
   * Returns a new, empty workspace.
   *
   * @param name what it is for; need not be unique
   */
  public Workspace workspace(String name) {
    return Workspace.open(this, name + "#" + workspaces.incrementAndGet());
  }

  /** Goes on with a new DuckDB, unless that was done since the instance was the current one. */
  synchronized void replace(Instance broken, SkeinException defect) {
    if (current != broken || closed) {
      return;
    }
    LOG.error(
        "DuckDB failed and is started anew: {}", EngineErrors.causeOfRefusal(defect).getMessage());
    try {
      current = Instance.open(options, dataFolders);
      broken.retire();
    } catch (SkeinException e) {
      LOG.error("DuckDB does not start anew; it is tried again with the next query", e);
    }
  }

  /** Ends all queries and deletes what they left on disk. */
  @Override
  public synchronized void close() {
    closed = true;
    current.close();
  }
}

package io.skein.worker.engine;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.sql.SqlText;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One DuckDB in memory that can read the data folders and nothing else, whatever a fragment says.
 * It ends when it was retired and nobody uses it any more. Thread-safe.
 */
final class Instance {
  private static final Logger LOG = LoggerFactory.getLogger(Instance.class);

  private final TemporaryFolder temporaryFolder;
  private final DuckDBConnection root;
  private final String version;
  private int users;
  private boolean retired;
  private boolean closed;

  private Instance(TemporaryFolder temporaryFolder, DuckDBConnection root, String version) {
    this.temporaryFolder = temporaryFolder;
    this.root = root;
    this.version = version;
  }

  static Instance open(EngineOptions options, List<Path> dataFolders) {
    TemporaryFolder temporaryFolder = TemporaryFolder.create(options.temporaryFolder());
    DuckDBConnection root = null;
    try {
      Properties properties = new Properties();
      properties.setProperty("jdbc_stream_results", "true");
      root = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", properties);
      return new Instance(
          temporaryFolder,
          root,
          prepare(root, settings(options, dataFolders, temporaryFolder.path())));
    } catch (SQLException e) {
      close(root);
      temporaryFolder.close();
      throw new SkeinException(
          ErrorCode.INVALID_REQUEST, "DuckDB does not start: " + e.getMessage(), e);
    }
  }

  /** Returns the statements that lock the engine, in an order that DuckDB accepts. */
  private static List<String> settings(
      EngineOptions options, List<Path> dataFolders, Path temporaryFolder) {
    List<String> settings = new ArrayList<>();
    settings.add(
        dataFolders.stream()
            .map(folder -> SqlText.literal(folder.toString()))
            .collect(Collectors.joining(", ", "SET allowed_directories = [", "]")));
    settings.add("SET temp_directory = " + SqlText.literal(temporaryFolder.toString()));
    options
        .memoryLimit()
        .ifPresent(limit -> settings.add("SET memory_limit = " + SqlText.literal(limit)));
    options
        .temporaryLimit()
        .ifPresent(
            limit -> settings.add("SET max_temp_directory_size = " + SqlText.literal(limit)));
    options.threads().ifPresent(threads -> settings.add("SET threads = " + threads));
    settings.add("SET GLOBAL TimeZone = 'UTC'");
    settings.add("SET autoload_known_extensions = false");
    settings.add("SET autoinstall_known_extensions = false");
    settings.add("SET allow_community_extensions = false");
    settings.add("SET allow_persistent_secrets = false");
    settings.add("SET enable_external_access = false");
    // A session may go on without the optimizer, where that fails.
    settings.add("SET allowed_configs = ['enable_optimizer']");
    settings.add("SET lock_configuration = true");
    return settings;
  }

  private static String prepare(DuckDBConnection root, List<String> settings) throws SQLException {
    try (Statement statement = root.createStatement()) {
      for (String setting : settings) {
        statement.execute(setting);
      }
      try (ResultSet result = statement.executeQuery("SELECT version()")) {
        result.next();
        return result.getString(1);
      }
    }
  }

  String version() {
    return version;
  }

  /** Returns a new connection; whoever closes it then {@link #release releases} the instance. */
  synchronized DuckDBConnection connect() throws SQLException {
    DuckDBConnection connection = (DuckDBConnection) root.duplicate();
    users++;
    return connection;
  }

  synchronized void release() {
    users--;
    closeIfUnused();
  }

  /** Runs a statement that no session may run, since it is about a session's own place. */
  synchronized void administer(String sql) throws SQLException {
    if (!retired) {
      try (Statement statement = root.createStatement()) {
        statement.execute(sql);
      }
    }
  }

  /** Lets the instance end once nobody uses it. */
  synchronized void retire() {
    retired = true;
    closeIfUnused();
  }

  private void closeIfUnused() {
    if (retired && users == 0) {
      close();
    }
  }

  /** Ends all queries and deletes what they left on disk. */
  synchronized void close() {
    if (!closed) {
      closed = true;
      close(root);
      temporaryFolder.close();
    }
  }

  private static void close(DuckDBConnection connection) {
    if (connection == null) {
      return;
    }
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.warn("DuckDB does not close", e);
    }
  }
}

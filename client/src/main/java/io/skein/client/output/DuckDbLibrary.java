package io.skein.client.output;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** DuckDB's native library, which takes half a second to unpack and load. Thread-safe. */
public final class DuckDbLibrary {
  private static final Logger LOG = LoggerFactory.getLogger(DuckDbLibrary.class);

  private DuckDbLibrary() {}

  /** Loads the library on a thread of its own, so that it is there when a result comes. */
  public static void loadInBackground() {
    Thread thread = new Thread(DuckDbLibrary::load, "load-duckdb");
    thread.setDaemon(true);
    thread.start();
  }

  private static void load() {
    try {
      DriverManager.getConnection("jdbc:duckdb:").close();
    } catch (SQLException | UnsatisfiedLinkError e) {
      // Whoever needs DuckDB gets the same error, and reports it.
      LOG.debug("Loading DuckDB in advance", e);
    }
  }
}

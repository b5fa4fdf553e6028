package io.skein.planner.shell;

import io.skein.planner.catalog.Catalog;
import java.util.function.Function;

/**
 * The shells of the tables of the newest catalog; made anew when the catalog has changed so much
 * that they do not fit it. Thread-safe. Who uses older ones keeps them until done.
 */
public final class Shells implements AutoCloseable {
  private Shared newest;

  /** Returns what the use gives over shells that fit the catalog. */
  public <T> T use(Catalog catalog, Function<ShellDatabase, T> use) {
    Shared shared = acquire(catalog);
    try {
      return use.apply(shared.database);
    } finally {
      release(shared);
    }
  }

  private synchronized Shared acquire(Catalog catalog) {
    if (newest == null || !newest.fits(catalog)) {
      ShellDatabase fresh = ShellDatabase.open(catalog);
      close();
      newest = new Shared(fresh, catalog);
    }
    newest.users++;
    return newest;
  }

  private synchronized void release(Shared shared) {
    shared.users--;
    if (shared.users == 0) {
      shared.database.close();
    }
  }

  /** Closes the shells, or lets their last user do it. */
  @Override
  public synchronized void close() {
    if (newest != null) {
      release(newest);
      newest = null;
    }
  }

  /** Shells and how many use them; the newest have one use more. Guarded by the enclosing lock. */
  private static final class Shared {
    private final ShellDatabase database;
    private Catalog fitting;
    private int users = 1;

    Shared(ShellDatabase database, Catalog fitting) {
      this.database = database;
      this.fitting = fitting;
    }

    boolean fits(Catalog catalog) {
      if (catalog != fitting) {
        if (!database.fits(catalog)) {
          return false;
        }
        fitting = catalog;
      }
      return true;
    }
  }
}

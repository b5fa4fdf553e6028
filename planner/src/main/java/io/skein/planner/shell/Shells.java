package io.skein.planner.shell;

import io.skein.planner.catalog.Catalog;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/**
 * The shells of the tables of the catalogs that were used last: of one catalog there may be several
 * views, each with the tables that some users see, and each has shells of its own. Made anew when a
 * catalog has changed so much that none fit it. Thread-safe. Who uses older ones keeps them until
 * done.
 */
public final class Shells implements AutoCloseable {
  /** How many are kept: each takes memory for every table that it has. */
  private static final int MOST = 8;

  /** The last used first. */
  private final List<Shared> kept = new ArrayList<>();

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
    Shared shared = take(catalog);
    if (shared == null) {
      shared = new Shared(ShellDatabase.open(catalog), catalog);
      dropOldOnes(catalog);
    }
    kept.add(0, shared);
    shared.users++;
    return shared;
  }

  private Shared take(Catalog catalog) {
    for (int i = 0; i < kept.size(); i++) {
      if (kept.get(i).fits(catalog)) {
        return kept.remove(i);
      }
    }
    return null;
  }

  /** Those of the same tables are of an older catalog; of the others, those used last stay. */
  private void dropOldOnes(Catalog fresh) {
    for (Iterator<Shared> all = kept.iterator(); all.hasNext(); ) {
      Shared shared = all.next();
      if (shared.fitting.tables().keySet().equals(fresh.tables().keySet())) {
        all.remove();
        release(shared);
      }
    }
    while (kept.size() >= MOST) {
      release(kept.remove(kept.size() - 1));
    }
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
    kept.forEach(this::release);
    kept.clear();
  }

  /** Shells and how many use them; kept ones have one use more. Guarded by the enclosing lock. */
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

package io.skein.coordinator.query;

import io.skein.planner.catalog.Catalog;
import io.skein.protocol.security.TableGrants;
import java.util.HashMap;
import java.util.Map;

/**
 * What each user sees of the newest catalog. A table that one may not read is not there for them:
 * everything that is planned, listed or said in an error is made of their view. Thread-safe.
 */
final class CatalogViews {
  /** More views than this of one catalog are not remembered. */
  private static final int MOST = 1_000;

  private final Map<TableGrants, Catalog> views = new HashMap<>();
  private Catalog newest = Catalog.EMPTY;

  /** Returns what who has the grants sees of the catalog: the same object for the same catalog. */
  synchronized Catalog view(Catalog catalog, TableGrants grants) {
    if (grants.isAll()) {
      return catalog;
    }
    if (catalog != newest || views.size() >= MOST) {
      views.clear();
      newest = catalog;
    }
    return views.computeIfAbsent(grants, some -> catalog.visible(some::allow));
  }
}

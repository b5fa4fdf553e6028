package io.skein.protocol.ticket;

import io.skein.protocol.id.QueryId;
import io.skein.protocol.security.TableGrants;
import java.util.Objects;

/**
 * The plan of a query with what each task of it gave and took: whoever redeems it has the query
 * run, by a coordinator. Immutable.
 *
 * @param query the statement's id; each redemption runs under an id of its own
 * @param sql the statement, with EXPLAIN ANALYZE
 * @param tables the tables that its user may read
 */
public record AnalysisGrant(QueryId query, String sql, TableGrants tables) implements Grant {

  public AnalysisGrant {
    Objects.requireNonNull(query, "query");
    Objects.requireNonNull(sql, "sql");
    Objects.requireNonNull(tables, "tables");
  }
}

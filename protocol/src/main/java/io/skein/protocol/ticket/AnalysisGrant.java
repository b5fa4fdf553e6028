package io.skein.protocol.ticket;

import io.skein.protocol.id.QueryId;
import io.skein.protocol.security.TableGrants;
import io.skein.protocol.sql.TypedLiteral;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The plan of a query with what each task of it gave and took: whoever redeems it has the query
 * run, by a coordinator. Immutable.
 *
 * @param query the statement's id; each redemption runs under an id of its own
 * @param sql the statement, with EXPLAIN ANALYZE
 * @param values the values of its parameters, in order
 * @param schema the schema that the session looks unqualified names up in first
 * @param tables the tables that its user may read
 */
public record AnalysisGrant(
    QueryId query,
    String sql,
    List<TypedLiteral> values,
    Optional<String> schema,
    TableGrants tables)
    implements Grant {

  public AnalysisGrant {
    Objects.requireNonNull(query, "query");
    Objects.requireNonNull(sql, "sql");
    values = List.copyOf(values);
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(tables, "tables");
  }
}

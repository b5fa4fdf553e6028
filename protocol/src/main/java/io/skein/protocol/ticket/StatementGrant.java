package io.skein.protocol.ticket;

import io.skein.protocol.sql.TypedLiteral;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A prepared statement, whole: its handle is this, signed, so that every coordinator can run it and
 * none has to keep it. It gives no rows by itself. Immutable.
 *
 * @param sql the statement's text
 * @param parameters what Arrow types its parameters have
 * @param values the values that were bound last, in order; none before
 * @param schema the schema that the session looked unqualified names up in first
 * @param user who prepared it; nobody else may use it
 */
public record StatementGrant(
    String sql, Schema parameters, List<TypedLiteral> values, Optional<String> schema, String user)
    implements Grant {

  public StatementGrant {
    Objects.requireNonNull(sql, "sql");
    Objects.requireNonNull(parameters, "parameters");
    values = List.copyOf(values);
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(user, "user");
  }

  /** Returns the same statement with other values. */
  public StatementGrant withValues(List<TypedLiteral> others) {
    return new StatementGrant(sql, parameters, others, schema, user);
  }
}

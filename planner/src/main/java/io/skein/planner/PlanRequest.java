package io.skein.planner;

import io.skein.protocol.sql.TypedLiteral;
import io.skein.protocol.type.Unsigned;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is to be planned. Immutable.
 *
 * @param sql the statement's text
 * @param parameters the values of its parameters, in their order
 * @param schema the schema in which unqualified names are looked up before the others
 * @param unsigned how the result's unsigned numbers are sent
 */
public record PlanRequest(
    String sql, List<TypedLiteral> parameters, Optional<String> schema, Unsigned unsigned) {

  public PlanRequest {
    Objects.requireNonNull(sql, "sql");
    parameters = List.copyOf(parameters);
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(unsigned, "unsigned");
  }

  /** Returns the request of a statement without parameters. */
  public static PlanRequest of(String sql) {
    return new PlanRequest(sql, List.of(), Optional.empty(), Unsigned.EXACT);
  }
}

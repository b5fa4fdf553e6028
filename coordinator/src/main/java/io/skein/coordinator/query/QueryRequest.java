package io.skein.coordinator.query;

import io.skein.planner.PlanRequest;
import io.skein.protocol.security.Caller;
import io.skein.protocol.sql.TypedLiteral;
import java.util.List;
import java.util.Objects;

/**
 * What a client asks, and who asks it. Immutable.
 *
 * @param sql the statement's text
 * @param parameters the values of the statement's parameters, in their order
 * @param session what the client set for its session
 * @param caller who asks, and which tables they may read
 */
public record QueryRequest(
    String sql, List<TypedLiteral> parameters, SessionOptions session, Caller caller) {

  public QueryRequest {
    Objects.requireNonNull(sql, "sql");
    parameters = List.copyOf(parameters);
    Objects.requireNonNull(session, "session");
    Objects.requireNonNull(caller, "caller");
  }

  /** Returns what the planner needs of it. */
  PlanRequest toPlan() {
    return new PlanRequest(sql, parameters, session.schema());
  }

  /** Returns the request of a statement without parameters, in no session. */
  public static QueryRequest of(String sql, Caller caller) {
    return new QueryRequest(sql, List.of(), SessionOptions.NONE, caller);
  }
}

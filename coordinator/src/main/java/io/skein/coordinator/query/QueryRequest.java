package io.skein.coordinator.query;

import io.skein.planner.PlanRequest;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.security.Caller;
import io.skein.protocol.sql.TypedLiteral;
import io.skein.protocol.type.Unsigned;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a client asks, and who asks it. Immutable.
 *
 * @param sql the statement's text
 * @param parameters the values of the statement's parameters, in their order
 * @param session what the client set for its session
 * @param caller who asks, and which tables they may read
 * @param timeLimit how long the client lets the query run; as long as it may if empty
 * @param unsigned how the result's unsigned numbers are sent
 */
public record QueryRequest(
    String sql,
    List<TypedLiteral> parameters,
    SessionOptions session,
    Caller caller,
    Optional<Duration> timeLimit,
    Unsigned unsigned) {

  /** Creates the request of a client that reads every type, and lets the query run as it may. */
  public QueryRequest(
      String sql, List<TypedLiteral> parameters, SessionOptions session, Caller caller) {
    this(sql, parameters, session, caller, Optional.empty(), Unsigned.EXACT);
  }

  public QueryRequest {
    Objects.requireNonNull(sql, "sql");
    parameters = List.copyOf(parameters);
    Objects.requireNonNull(session, "session");
    Objects.requireNonNull(caller, "caller");
    Objects.requireNonNull(timeLimit, "timeLimit");
    Objects.requireNonNull(unsigned, "unsigned");
    if (timeLimit.isPresent() && (timeLimit.get().isNegative() || timeLimit.get().isZero())) {
      throw new SkeinException(
          ErrorCode.INVALID_REQUEST, "a time limit must be positive: " + timeLimit.get());
    }
  }

  /** Returns the same request with a limit for the query's time. */
  public QueryRequest withTimeLimit(Optional<Duration> limit) {
    return new QueryRequest(sql, parameters, session, caller, limit, unsigned);
  }

  /** Returns the same request, whose result's unsigned numbers are sent so. */
  public QueryRequest with(Unsigned sent) {
    return new QueryRequest(sql, parameters, session, caller, timeLimit, sent);
  }

  /** Returns what the planner needs of it. */
  PlanRequest toPlan() {
    return new PlanRequest(sql, parameters, session.schema(), unsigned);
  }

  /** Returns the request of a statement without parameters, in no session. */
  public static QueryRequest of(String sql, Caller caller) {
    return new QueryRequest(sql, List.of(), SessionOptions.NONE, caller);
  }
}

package io.skein.coordinator.flightsql;

import com.google.protobuf.ByteString;
import io.skein.coordinator.query.QueryRequest;
import io.skein.coordinator.query.QueryService;
import io.skein.coordinator.query.SessionOptions;
import io.skein.planner.PreparedQuery;
import io.skein.planner.parameter.ArrowLiterals;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.FlightServers;
import io.skein.protocol.query.TimeLimitHeader;
import io.skein.protocol.security.Caller;
import io.skein.protocol.security.CallerMiddleware;
import io.skein.protocol.sql.TypedLiteral;
import io.skein.protocol.ticket.Grant;
import io.skein.protocol.ticket.StatementGrant;
import io.skein.protocol.ticket.TicketSealer;
import java.time.Duration;
import java.util.List;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightProducer.CallContext;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.SchemaResult;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCreatePreparedStatementRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCreatePreparedStatementResult;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandPreparedStatementQuery;
import org.apache.arrow.flight.sql.impl.FlightSql.DoPutPreparedStatementResult;

/**
 * Prepared statements, of which nothing is kept: the handle is the signed statement, and binding
 * values gives a new handle that has them. Any coordinator can serve it. Thread-safe.
 */
final class PreparedStatements {
  /** How long a handle can be used. It holds no rights, so it lives as long as a connection may. */
  static final Duration VALIDITY = Duration.ofDays(7);

  private final QueryService queries;
  private final Sessions sessions;
  private final TicketSealer sealer;

  PreparedStatements(QueryService queries, Sessions sessions, TicketSealer sealer) {
    this.queries = queries;
    this.sessions = sessions;
    this.sealer = sealer;
  }

  ActionCreatePreparedStatementResult create(
      ActionCreatePreparedStatementRequest request, CallContext context) {
    if (request.hasTransactionId() && !request.getTransactionId().isEmpty()) {
      throw Refusals.transactions();
    }
    SessionOptions session = sessions.options(context);
    Caller caller = CallerMiddleware.caller(context);
    PreparedQuery prepared =
        queries.prepare(
            new QueryRequest(request.getQuery(), List.of(), session, caller)
                .with(ClientTypes.unsigned(context)));
    StatementGrant statement =
        new StatementGrant(
            request.getQuery(), prepared.parameters(), List.of(), session.schema(), caller.user());
    return ActionCreatePreparedStatementResult.newBuilder()
        .setPreparedStatementHandle(seal(statement))
        .setDatasetSchema(ByteString.copyFrom(prepared.result().serializeAsMessage()))
        .setParameterSchema(ByteString.copyFrom(prepared.parameters().serializeAsMessage()))
        .build();
  }

  FlightInfo info(
      CommandPreparedStatementQuery command, CallContext context, FlightDescriptor descriptor) {
    return queries.plan(request(open(command, context), context), descriptor);
  }

  SchemaResult schema(CommandPreparedStatementQuery command, CallContext context) {
    StatementGrant statement = open(command, context);
    boolean unbound = statement.values().size() < statement.parameters().getFields().size();
    QueryRequest request = request(statement, context);
    return new SchemaResult(unbound ? queries.prepare(request).result() : queries.schema(request));
  }

  /**
   * Returns what the client is to use from now on: the statement with the one row of values that it
   * sends.
   */
  DoPutPreparedStatementResult bind(
      CommandPreparedStatementQuery command, CallContext context, FlightStream rows) {
    StatementGrant statement = open(command, context);
    List<TypedLiteral> values = null;
    while (rows.next()) {
      int count = rows.getRoot().getRowCount();
      if (count > 1 || (count == 1 && values != null)) {
        throw new SkeinException(
            ErrorCode.INVALID_REQUEST,
            "a query takes one row of parameters at a time, not several: run it once for each");
      }
      if (count == 1) {
        values = ArrowLiterals.row(rows.getRoot(), 0, statement.parameters());
      }
    }
    if (values == null) {
      throw new SkeinException(
          ErrorCode.INVALID_REQUEST, "there is no row of parameters to bind: send one");
    }
    return DoPutPreparedStatementResult.newBuilder()
        .setPreparedStatementHandle(seal(statement.withValues(values)))
        .build();
  }

  private ByteString seal(StatementGrant statement) {
    return sealer.seal(statement, sealer.expiry(VALIDITY));
  }

  private StatementGrant open(CommandPreparedStatementQuery command, CallContext context) {
    Grant grant;
    try {
      grant = sealer.open(command.getPreparedStatementHandle().toByteArray()).grant();
    } catch (SkeinException e) {
      throw new SkeinException(
          e.code(),
          "the prepared statement cannot be used, prepare it again: " + e.getMessage(),
          e);
    }
    if (!(grant instanceof StatementGrant statement)) {
      throw new SkeinException(
          ErrorCode.INVALID_REQUEST, "the handle is not that of a prepared statement");
    }
    if (!statement.user().equals(CallerMiddleware.caller(context).user())) {
      throw new SkeinException(
          ErrorCode.UNAUTHENTICATED,
          "the statement was prepared by another user: prepare it again as this one");
    }
    return statement;
  }

  /**
   * What the caller may read counts as it is now, not as it was when the statement was prepared.
   */
  private static QueryRequest request(StatementGrant statement, CallContext context) {
    return new QueryRequest(
            statement.sql(),
            statement.values(),
            new SessionOptions(statement.schema()),
            CallerMiddleware.caller(context))
        .with(ClientTypes.unsigned(context))
        .withTimeLimit(TimeLimitHeader.read(FlightServers.headers(context)));
  }
}

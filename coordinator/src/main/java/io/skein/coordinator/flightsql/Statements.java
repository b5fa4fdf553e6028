package io.skein.coordinator.flightsql;

import io.skein.coordinator.query.QueryRequest;
import io.skein.coordinator.query.QueryService;
import io.skein.coordinator.query.SessionOptions;
import io.skein.protocol.flight.FlightServers;
import io.skein.protocol.query.TimeLimitHeader;
import io.skein.protocol.security.CallerMiddleware;
import java.util.List;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightProducer.CallContext;
import org.apache.arrow.flight.SchemaResult;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementQuery;

/** Statements that are sent as text, to be run once. Thread-safe. */
final class Statements {
  private final QueryService queries;
  private final Sessions sessions;

  Statements(QueryService queries, Sessions sessions) {
    this.queries = queries;
    this.sessions = sessions;
  }

  FlightInfo info(CommandStatementQuery command, CallContext context, FlightDescriptor descriptor) {
    return queries.plan(request(command, context), descriptor);
  }

  SchemaResult schema(CommandStatementQuery command, CallContext context) {
    return new SchemaResult(queries.prepare(request(command, context)).result());
  }

  private QueryRequest request(CommandStatementQuery command, CallContext context) {
    if (command.hasTransactionId() && !command.getTransactionId().isEmpty()) {
      throw Refusals.transactions();
    }
    SessionOptions session = sessions.options(context);
    return new QueryRequest(
            command.getQuery(), List.of(), session, CallerMiddleware.caller(context))
        .with(ClientTypes.unsigned(context))
        .withTimeLimit(TimeLimitHeader.read(FlightServers.headers(context)));
  }
}

package io.skein.coordinator.service;

import io.skein.coordinator.query.QueryRequest;
import io.skein.coordinator.query.QueryService;
import io.skein.protocol.cluster.ClusterStatus;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.FlightErrors;
import io.skein.protocol.security.CallerMiddleware;
import io.skein.protocol.sql.SqlText;
import io.skein.protocol.table.TableName;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.ActionType;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.Criteria;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.NoOpFlightProducer;
import org.apache.arrow.flight.Result;
import org.apache.arrow.flight.SchemaResult;
import org.apache.arrow.flight.Ticket;

/** The coordinator's Flight service: SQL as a UTF-8 command, or a table as a path. Thread-safe. */
final class CoordinatorProducer extends NoOpFlightProducer {
  private final QueryService queries;
  private final TicketProxy proxy;

  CoordinatorProducer(QueryService queries, TicketProxy proxy) {
    this.queries = queries;
    this.proxy = proxy;
  }

  @Override
  public FlightInfo getFlightInfo(CallContext context, FlightDescriptor descriptor) {
    return answer(() -> queries.plan(request(context, descriptor), descriptor));
  }

  @Override
  public SchemaResult getSchema(CallContext context, FlightDescriptor descriptor) {
    return answer(() -> new SchemaResult(queries.schema(request(context, descriptor))));
  }

  @Override
  public void listFlights(
      CallContext context, Criteria criteria, StreamListener<FlightInfo> listener) {
    try {
      queries.tables(CallerMiddleware.caller(context)).forEach(listener::onNext);
      listener.onCompleted();
    } catch (RuntimeException e) {
      listener.onError(FlightErrors.toFlight(e));
    }
  }

  @Override
  public void doAction(CallContext context, Action action, StreamListener<Result> listener) {
    if (!action.getType().equals(ClusterStatus.ACTION)) {
      listener.onError(
          CallStatus.UNIMPLEMENTED
              .withDescription("a coordinator has no action " + action.getType())
              .toRuntimeException());
      return;
    }
    listener.onNext(new Result(queries.status(CallerMiddleware.caller(context)).toJson()));
    listener.onCompleted();
  }

  @Override
  public void listActions(CallContext context, StreamListener<ActionType> listener) {
    listener.onNext(
        new ActionType(ClusterStatus.ACTION, "says who serves, and which tables can be queried"));
    listener.onCompleted();
  }

  @Override
  public void getStream(CallContext context, Ticket ticket, ServerStreamListener listener) {
    proxy.redeem(ticket.getBytes(), listener);
  }

  private static <T> T answer(Supplier<T> action) {
    try {
      return action.get();
    } catch (RuntimeException e) {
      throw FlightErrors.toFlight(e);
    }
  }

  private static QueryRequest request(CallContext context, FlightDescriptor descriptor) {
    return QueryRequest.of(sql(descriptor), CallerMiddleware.caller(context));
  }

  private static String sql(FlightDescriptor descriptor) {
    if (descriptor.isCommand()) {
      try {
        return StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(descriptor.getCommand()))
            .toString();
      } catch (CharacterCodingException e) {
        throw new SkeinException(
            ErrorCode.INVALID_REQUEST, "the command is not SQL as UTF-8 text", e);
      }
    }
    List<String> path = descriptor.getPath();
    return switch (path.size()) {
      case 1 -> "SELECT * FROM " + SqlText.identifier(path.get(0));
      case 2 -> "SELECT * FROM " + new TableName(path.get(0), path.get(1)).toSql();
      default ->
          throw CallStatus.INVALID_ARGUMENT
              .withDescription("a path has a table, or a schema and a table: " + path)
              .toRuntimeException();
    };
  }
}

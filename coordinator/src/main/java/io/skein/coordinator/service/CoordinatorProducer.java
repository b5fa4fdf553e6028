package io.skein.coordinator.service;

import io.skein.coordinator.flightsql.FlightSqlService;
import io.skein.coordinator.flightsql.Sessions;
import io.skein.coordinator.query.QueryRequest;
import io.skein.coordinator.query.QueryService;
import io.skein.protocol.cluster.ClusterStatus;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.FlightErrors;
import io.skein.protocol.flight.FlightServers;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.query.QueryStatus;
import io.skein.protocol.query.TimeLimitHeader;
import io.skein.protocol.security.Caller;
import io.skein.protocol.security.CallerMiddleware;
import io.skein.protocol.sql.SqlText;
import io.skein.protocol.table.TableName;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.ActionType;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.CancelFlightInfoRequest;
import org.apache.arrow.flight.CancelFlightInfoResult;
import org.apache.arrow.flight.Criteria;
import org.apache.arrow.flight.FlightConstants;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.NoOpFlightProducer;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.flight.Result;
import org.apache.arrow.flight.SchemaResult;
import org.apache.arrow.flight.Ticket;

/**
 * The coordinator's Flight service: SQL as a UTF-8 command, a table as a path, or a command of
 * Flight SQL. Thread-safe.
 */
final class CoordinatorProducer extends NoOpFlightProducer {
  private final QueryService queries;
  private final TicketProxy proxy;
  private final FlightSqlService flightSql;
  private final Sessions sessions;

  CoordinatorProducer(
      QueryService queries, TicketProxy proxy, FlightSqlService flightSql, Sessions sessions) {
    this.queries = queries;
    this.proxy = proxy;
    this.flightSql = flightSql;
    this.sessions = sessions;
  }

  @Override
  public FlightInfo getFlightInfo(CallContext context, FlightDescriptor descriptor) {
    if (isFlightSql(descriptor)) {
      return flightSql.getFlightInfo(context, descriptor);
    }
    return answer(() -> queries.plan(request(context, descriptor), descriptor));
  }

  @Override
  public SchemaResult getSchema(CallContext context, FlightDescriptor descriptor) {
    if (isFlightSql(descriptor)) {
      return flightSql.getSchema(context, descriptor);
    }
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
    if (FlightSqlService.answers(action)) {
      flightSql.doAction(context, action, listener);
      return;
    }
    try {
      listener.onNext(new Result(answer(action, CallerMiddleware.caller(context))));
      listener.onCompleted();
    } catch (IOException | URISyntaxException e) {
      listener.onError(
          CallStatus.INVALID_ARGUMENT
              .withDescription("not what the action takes: " + e.getMessage())
              .toRuntimeException());
    } catch (RuntimeException e) {
      listener.onError(FlightErrors.toFlight(e));
    }
  }

  private byte[] answer(Action action, Caller caller) throws IOException, URISyntaxException {
    String type = action.getType();
    if (type.equals(FlightConstants.CANCEL_FLIGHT_INFO.getType())) {
      CancelFlightInfoRequest request =
          CancelFlightInfoRequest.deserialize(ByteBuffer.wrap(action.getBody()));
      return bytes(new CancelFlightInfoResult(queries.cancel(request.getInfo())).serialize());
    }
    return switch (type) {
      case ClusterStatus.ACTION -> queries.status(caller).toJson();
      case QueryStatus.ACTION -> QueryStatus.toJson(queries.queries(caller));
      case QueryStatus.PUT_OFF_ACTION -> {
        queries.putOff(id(action.getBody()));
        yield new byte[0];
      }
      case QueryStatus.CANCEL_ACTION ->
          String.join(",", queries.cancel(id(action.getBody()), caller))
              .getBytes(StandardCharsets.UTF_8);
      default ->
          throw CallStatus.UNIMPLEMENTED
              .withDescription("a coordinator has no action " + type)
              .toRuntimeException();
    };
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static QueryId id(byte[] body) {
    try {
      return new QueryId(new String(body, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new SkeinException(ErrorCode.INVALID_REQUEST, e.getMessage(), e);
    }
  }

  @Override
  public void listActions(CallContext context, StreamListener<ActionType> listener) {
    List.of(
            new ActionType(
                ClusterStatus.ACTION, "says who serves, and which tables can be queried"),
            new ActionType(QueryStatus.ACTION, "lists the queries that wait and run, as JSON"),
            new ActionType(
                QueryStatus.CANCEL_ACTION,
                "cancels the query whose id is the body; says which workers do not know, if any"),
            new ActionType(
                QueryStatus.PUT_OFF_ACTION,
                "says that the query whose id is the body is not redeemed now"),
            FlightConstants.CANCEL_FLIGHT_INFO)
        .forEach(listener::onNext);
    flightSql.listActions(context, listener);
  }

  @Override
  public void getStream(CallContext context, Ticket ticket, ServerStreamListener listener) {
    if (FlightSqlService.isCommand(ticket.getBytes())) {
      flightSql.getStream(context, ticket, listener);
    } else {
      proxy.redeem(ticket.getBytes(), listener);
    }
  }

  @Override
  public Runnable acceptPut(
      CallContext context, FlightStream stream, StreamListener<PutResult> listener) {
    if (isFlightSql(stream.getDescriptor())) {
      return flightSql.acceptPut(context, stream, listener);
    }
    throw CallStatus.UNIMPLEMENTED
        .withDescription("a coordinator takes no data: Skein only reads")
        .toRuntimeException();
  }

  @Override
  public void doExchange(CallContext context, FlightStream reader, ServerStreamListener writer) {
    throw CallStatus.UNIMPLEMENTED
        .withDescription("DoExchange is not available: send SQL by GetFlightInfo")
        .toRuntimeException();
  }

  private static boolean isFlightSql(FlightDescriptor descriptor) {
    return descriptor.isCommand() && FlightSqlService.isCommand(descriptor.getCommand());
  }

  private static <T> T answer(Supplier<T> action) {
    try {
      return action.get();
    } catch (RuntimeException e) {
      throw FlightErrors.toFlight(e);
    }
  }

  private QueryRequest request(CallContext context, FlightDescriptor descriptor) {
    return new QueryRequest(
            sql(descriptor), List.of(), sessions.options(context), CallerMiddleware.caller(context))
        .withTimeLimit(TimeLimitHeader.read(FlightServers.headers(context)));
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

package io.skein.worker.service;

import io.skein.protocol.cluster.Inventory;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.FlightErrors;
import io.skein.protocol.query.TaskNews;
import io.skein.protocol.security.NodeCheck;
import io.skein.protocol.ticket.OpenTicket;
import io.skein.protocol.ticket.OrderGrant;
import io.skein.protocol.ticket.ResultGrant;
import io.skein.protocol.ticket.TaskGrant;
import io.skein.protocol.ticket.TicketSealer;
import java.time.Instant;
import java.util.List;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.ActionType;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.Criteria;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightProducer;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.flight.Result;
import org.apache.arrow.flight.SchemaResult;
import org.apache.arrow.flight.Ticket;

/**
 * What the worker answers over Flight: results for tickets, its inventory and its state. Queries
 * are a coordinator's to plan. Thread-safe.
 */
public final class WorkerProducer implements FlightProducer {
  /** The type of the Flight action that returns the worker's state as JSON. */
  public static final String STATUS_ACTION = "skein.status";

  private static final List<ActionType> ACTIONS =
      List.of(
          new ActionType(Inventory.ACTION, "The tables and shards that the worker serves"),
          new ActionType(STATUS_ACTION, "The worker's state, as JSON"),
          new ActionType(TaskNews.ACTION, "What became of tasks since it was asked last"),
          new ActionType(OrderGrant.ACTION, "Ends a query; a coordinator's signed order"));

  private final String worker;
  private final TicketSealer sealer;
  private final NodeCheck nodes;
  private final Redeemer redeemer;
  private final Node node;

  /** What gives the listener what a ticket grants. */
  public interface Redeemer {
    /** Starts a task; see {@link io.skein.worker.task.TaskRunner#start}. */
    void run(TaskGrant grant, OpenTicket ticket, ServerStreamListener listener);

    /** Sends a result that the ticket holds. */
    void send(ResultGrant grant, ServerStreamListener listener);
  }

  /** What the worker says of itself, and what can be asked of it. */
  public interface Node {
    /** Returns what it serves. */
    Inventory inventory();

    /** Returns its state as JSON. */
    byte[] status();

    /** Returns news of its tasks, waiting for some as long as the question says. */
    TaskNews news(TaskNews.Question question) throws InterruptedException;

    /** Does what a coordinator says of a query that is over, whose tickets expire then. */
    void obey(OrderGrant order, Instant expires);
  }

  /**
   * Creates a producer that opens tickets with the sealer.
   *
   * @param nodes lets those through who may ask what the worker has and does
   */
  public WorkerProducer(
      String worker, TicketSealer sealer, NodeCheck nodes, Redeemer redeemer, Node node) {
    this.worker = worker;
    this.sealer = sealer;
    this.nodes = nodes;
    this.redeemer = redeemer;
    this.node = node;
  }

  @Override
  public void getStream(CallContext context, Ticket ticket, ServerStreamListener listener) {
    try {
      OpenTicket opened = sealer.open(ticket.getBytes());
      if (opened.grant() instanceof TaskGrant task) {
        redeemer.run(task, opened, listener);
      } else if (opened.grant() instanceof ResultGrant result) {
        redeemer.send(result, listener);
      } else if (opened.grant() instanceof OrderGrant) {
        throw new SkeinException(
            ErrorCode.INVALID_REQUEST, "a coordinator's order grants no result");
      } else {
        throw new SkeinException(
            ErrorCode.INVALID_REQUEST,
            "only a coordinator can use this ticket: a worker plans no queries");
      }
    } catch (RuntimeException e) {
      listener.error(FlightErrors.toFlight(FlightErrors.toSkein(e).withWorker(worker)));
    }
  }

  @Override
  public void doAction(CallContext context, Action action, StreamListener<Result> listener) {
    if (SessionCalls.ACTIONS.stream().anyMatch(call -> call.getType().equals(action.getType()))) {
      SessionCalls.answer(action, listener);
      return;
    }
    try {
      if (ACTIONS.stream().anyMatch(known -> known.getType().equals(action.getType()))) {
        nodes.require(context);
      }
      answer(action).forEach(message -> listener.onNext(new Result(message)));
      listener.onCompleted();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      listener.onError(
          FlightErrors.toFlight(
              new SkeinException(ErrorCode.DRAINING, "the worker ends").withWorker(worker)));
    } catch (FlightRuntimeException e) {
      listener.onError(e);
    } catch (RuntimeException e) {
      listener.onError(FlightErrors.toFlight(FlightErrors.toSkein(e).withWorker(worker)));
    }
  }

  private List<byte[]> answer(Action action) throws InterruptedException {
    return switch (action.getType()) {
      case Inventory.ACTION -> node.inventory().toMessages();
      case STATUS_ACTION -> List.of(node.status());
      case TaskNews.ACTION ->
          List.of(node.news(TaskNews.Question.parse(action.getBody())).toBytes());
      case OrderGrant.ACTION -> obey(sealer.open(action.getBody()));
      default ->
          throw CallStatus.UNIMPLEMENTED
              .withDescription(
                  "worker %s has no action '%s'; it has %s"
                      .formatted(
                          worker,
                          action.getType(),
                          ACTIONS.stream().map(ActionType::getType).toList()))
              .toRuntimeException();
    };
  }

  private List<byte[]> obey(OpenTicket ticket) {
    if (!(ticket.grant() instanceof OrderGrant order)) {
      throw new SkeinException(
          ErrorCode.INVALID_REQUEST, "the ticket is no coordinator's order, but one of a result");
    }
    node.obey(order, ticket.expires());
    return List.of();
  }

  @Override
  public void listActions(CallContext context, StreamListener<ActionType> listener) {
    ACTIONS.forEach(listener::onNext);
    SessionCalls.ACTIONS.forEach(listener::onNext);
    listener.onCompleted();
  }

  @Override
  public FlightInfo getFlightInfo(CallContext context, FlightDescriptor descriptor) {
    throw coordinatorsWork("plans no queries");
  }

  @Override
  public SchemaResult getSchema(CallContext context, FlightDescriptor descriptor) {
    throw coordinatorsWork("plans no queries");
  }

  @Override
  public void listFlights(
      CallContext context, Criteria criteria, StreamListener<FlightInfo> listener) {
    listener.onError(coordinatorsWork("lists no queries"));
  }

  @Override
  public Runnable acceptPut(
      CallContext context, FlightStream stream, StreamListener<PutResult> listener) {
    throw CallStatus.UNIMPLEMENTED
        .withDescription("worker %s takes no data: Skein only reads".formatted(worker))
        .toRuntimeException();
  }

  private RuntimeException coordinatorsWork(String what) {
    return CallStatus.UNIMPLEMENTED
        .withDescription("worker %s %s: ask the coordinator".formatted(worker, what))
        .toRuntimeException();
  }

  /** Returns the error of a ticket that does not hold what it should. */
  static SkeinException damaged(Exception cause) {
    return new SkeinException(
        ErrorCode.INTERNAL_ERROR,
        "the ticket's result cannot be read: " + cause.getMessage(),
        cause);
  }
}

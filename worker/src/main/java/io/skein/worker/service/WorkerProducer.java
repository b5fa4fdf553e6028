package io.skein.worker.service;

import io.skein.protocol.cluster.Inventory;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.FlightErrors;
import io.skein.protocol.security.NodeCheck;
import io.skein.protocol.ticket.OpenTicket;
import io.skein.protocol.ticket.ResultGrant;
import io.skein.protocol.ticket.TaskGrant;
import io.skein.protocol.ticket.TicketSealer;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.ActionType;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.Criteria;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightProducer;
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

  private final String worker;
  private final TicketSealer sealer;
  private final NodeCheck nodes;
  private final Redeemer redeemer;
  private final Supplier<Inventory> inventory;
  private final Supplier<byte[]> status;

  /** What gives the listener what a ticket grants. */
  public interface Redeemer {
    /** Starts a task; see {@link io.skein.worker.task.TaskRunner#start}. */
    void run(TaskGrant grant, OpenTicket ticket, ServerStreamListener listener);

    /** Sends a result that the ticket holds. */
    void send(ResultGrant grant, ServerStreamListener listener);
  }

  /**
   * Creates a producer that opens tickets with the sealer.
   *
   * @param nodes lets those through who may ask what the worker has and does
   */
  public WorkerProducer(
      String worker,
      TicketSealer sealer,
      NodeCheck nodes,
      Redeemer redeemer,
      Supplier<Inventory> inventory,
      Supplier<byte[]> status) {
    this.worker = worker;
    this.sealer = sealer;
    this.nodes = nodes;
    this.redeemer = redeemer;
    this.inventory = inventory;
    this.status = status;
  }

  @Override
  public void getStream(CallContext context, Ticket ticket, ServerStreamListener listener) {
    try {
      OpenTicket opened = sealer.open(ticket.getBytes());
      if (opened.grant() instanceof TaskGrant task) {
        redeemer.run(task, opened, listener);
      } else if (opened.grant() instanceof ResultGrant result) {
        redeemer.send(result, listener);
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
    if (Set.of(Inventory.ACTION, STATUS_ACTION).contains(action.getType())) {
      try {
        nodes.require(context);
      } catch (RuntimeException e) {
        listener.onError(FlightErrors.toFlight(FlightErrors.toSkein(e).withWorker(worker)));
        return;
      }
    }
    switch (action.getType()) {
      case Inventory.ACTION -> {
        inventory.get().toMessages().forEach(message -> listener.onNext(new Result(message)));
        listener.onCompleted();
      }
      case STATUS_ACTION -> {
        listener.onNext(new Result(status.get()));
        listener.onCompleted();
      }
      case "SetSessionOptions", "GetSessionOptions", "CloseSession" ->
          SessionCalls.answer(action, listener);
      default ->
          listener.onError(
              CallStatus.UNIMPLEMENTED
                  .withDescription(
                      "worker %s has no action '%s', only %s and %s"
                          .formatted(worker, action.getType(), Inventory.ACTION, STATUS_ACTION))
                  .toRuntimeException());
    }
  }

  @Override
  public void listActions(CallContext context, StreamListener<ActionType> listener) {
    List.of(
            new ActionType(Inventory.ACTION, "The tables and shards that the worker serves"),
            new ActionType(STATUS_ACTION, "The worker's state, as JSON"))
        .forEach(listener::onNext);
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

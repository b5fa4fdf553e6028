package io.skein.worker.service;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.ActionType;
import org.apache.arrow.flight.CloseSessionResult;
import org.apache.arrow.flight.FlightConstants;
import org.apache.arrow.flight.FlightProducer.StreamListener;
import org.apache.arrow.flight.GetSessionOptionsResult;
import org.apache.arrow.flight.Result;
import org.apache.arrow.flight.SetSessionOptionsResult;

/**
 * The session calls of Flight SQL drivers, which make them of every node that they connect to. A
 * worker takes all options and needs none: what a session's queries depend on is in their tickets.
 */
final class SessionCalls {
  static final List<ActionType> ACTIONS =
      List.of(
          FlightConstants.SET_SESSION_OPTIONS,
          FlightConstants.GET_SESSION_OPTIONS,
          FlightConstants.CLOSE_SESSION);

  private SessionCalls() {}

  static void answer(Action action, StreamListener<Result> listener) {
    ByteBuffer answer;
    if (action.getType().equals(FlightConstants.SET_SESSION_OPTIONS.getType())) {
      answer = new SetSessionOptionsResult(Map.of()).serialize();
    } else if (action.getType().equals(FlightConstants.GET_SESSION_OPTIONS.getType())) {
      answer = new GetSessionOptionsResult(Map.of()).serialize();
    } else {
      answer = new CloseSessionResult(CloseSessionResult.Status.CLOSED).serialize();
    }
    byte[] bytes = new byte[answer.remaining()];
    answer.get(bytes);
    listener.onNext(new Result(bytes));
    listener.onCompleted();
  }
}

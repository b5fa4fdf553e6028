package io.skein.coordinator.cluster;

import io.skein.protocol.flight.FlightClients;
import io.skein.protocol.flight.FlightErrors;
import io.skein.protocol.security.CallerMiddleware;
import io.skein.protocol.security.TokenSealer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CallOptions;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.HeaderCallOption;

/** Flight actions that only nodes may ask of workers. Thread-safe. */
public final class WorkerActions {
  private final FlightClients clients;
  private final TokenSealer tokens;

  /**
   * Creates actions.
   *
   * @param clients connections to workers, which stay the caller's
   * @param tokens makes the tokens by which workers know that a node asks
   */
  public WorkerActions(FlightClients clients, TokenSealer tokens) {
    this.clients = clients;
    this.tokens = tokens;
  }

  /**
   * Returns what the worker at the location answers.
   *
   * @throws io.skein.protocol.error.SkeinException if it does not answer in time, or with an error
   */
  public List<byte[]> ask(String location, Action action, Duration timeout) {
    List<byte[]> messages = new ArrayList<>();
    FlightCallHeaders headers = new FlightCallHeaders();
    headers.insert(CallerMiddleware.NODE_HEADER, tokens.node("coordinator", location));
    try {
      clients
          .client(location)
          .doAction(
              action,
              new HeaderCallOption(headers),
              CallOptions.timeout(timeout.toMillis(), TimeUnit.MILLISECONDS))
          .forEachRemaining(result -> messages.add(result.getBody()));
    } catch (RuntimeException e) {
      throw FlightErrors.toSkein(e).withWorker(location);
    }
    return messages;
  }
}

package io.skein.coordinator.cluster;

import io.skein.protocol.cluster.Inventory;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.FlightClients;
import io.skein.protocol.flight.FlightErrors;
import io.skein.protocol.flight.LifeSign;
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
import org.apache.arrow.flight.Result;

/** Asks workers over Flight what they serve. Thread-safe. */
public final class InventoryClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration ANSWER = Duration.ofSeconds(4);

  private final FlightClients clients;
  private final TokenSealer tokens;

  /**
   * Creates a client.
   *
   * @param clients connections to workers, which stay the caller's
   * @param tokens makes the tokens by which workers know that a node asks
   */
  public InventoryClient(FlightClients clients, TokenSealer tokens) {
    this.clients = clients;
    this.tokens = tokens;
  }

  /** Asks whether a worker is at the location. */
  LifeSign call(String location) {
    return clients.call(location, ANSWER);
  }

  /**
   * Returns what the worker at the location serves.
   *
   * @throws io.skein.protocol.error.SkeinException if it does not answer
   */
  Inventory ask(String location) {
    // A long list takes its time, but not a worker that does not answer at all.
    LifeSign sign = call(location);
    if (sign != LifeSign.ANSWERED) {
      throw new SkeinException(
              ErrorCode.WORKER_UNAVAILABLE,
              sign == LifeSign.REFUSED
                  ? "nobody listens there"
                  : "it does not answer within %d s".formatted(ANSWER.toSeconds()))
          .withWorker(location);
    }
    List<byte[]> messages = new ArrayList<>();
    FlightCallHeaders headers = new FlightCallHeaders();
    headers.insert(CallerMiddleware.NODE_HEADER, tokens.node("coordinator", location));
    try {
      clients
          .client(location)
          .doAction(
              new Action(Inventory.ACTION),
              new HeaderCallOption(headers),
              CallOptions.timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS))
          .forEachRemaining((Result result) -> messages.add(result.getBody()));
    } catch (RuntimeException e) {
      throw FlightErrors.toSkein(e).withWorker(location);
    }
    return Inventory.fromMessages(messages);
  }
}

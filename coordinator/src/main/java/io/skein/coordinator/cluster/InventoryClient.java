package io.skein.coordinator.cluster;

import io.skein.protocol.cluster.Inventory;
import io.skein.protocol.flight.FlightClients;
import io.skein.protocol.flight.FlightErrors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CallOptions;
import org.apache.arrow.flight.Result;

/** Asks workers over Flight what they serve. Thread-safe. */
final class InventoryClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final FlightClients clients;

  InventoryClient(FlightClients clients) {
    this.clients = clients;
  }

  /**
   * Returns what the worker at the location serves.
   *
   * @throws io.skein.protocol.error.SkeinException if it does not answer
   */
  Inventory ask(String location) {
    List<byte[]> messages = new ArrayList<>();
    try {
      clients
          .client(location)
          .doAction(
              new Action(Inventory.ACTION),
              CallOptions.timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS))
          .forEachRemaining((Result result) -> messages.add(result.getBody()));
    } catch (RuntimeException e) {
      throw FlightErrors.toSkein(e).withWorker(location);
    }
    return Inventory.fromMessages(messages);
  }
}

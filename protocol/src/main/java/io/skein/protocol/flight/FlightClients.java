package io.skein.protocol.flight;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Map;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.Location;
import org.apache.arrow.memory.BufferAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Flight clients of one process, one for each location, kept open until this is closed.
 * Thread-safe.
 */
public final class FlightClients implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FlightClients.class);

  private final BufferAllocator allocator;
  private final Map<String, FlightClient> clients = new HashMap<>();
  private boolean closed;

  /** Creates clients that receive into the allocator, which stays the caller's. */
  public FlightClients(BufferAllocator allocator) {
    this.allocator = allocator;
  }

  /**
   * Returns the client of the location, which connects when it is first used.
   *
   * @throws SkeinException INVALID_REQUEST if the location is not a Flight URI
   */
  public synchronized FlightClient client(String location) {
    if (closed) {
      throw new SkeinException(ErrorCode.CANCELLED, "the node is closing");
    }
    return clients.computeIfAbsent(
        location, uri -> FlightClient.builder(allocator, parse(uri)).build());
  }

  /**
   * Returns the location that the text names.
   *
   * @throws SkeinException INVALID_REQUEST if it is not a Flight URI
   */
  public static Location parse(String uri) {
    try {
      return new Location(new URI(uri));
    } catch (URISyntaxException e) {
      throw new SkeinException(
          ErrorCode.INVALID_REQUEST, "'%s' is not a Flight location".formatted(uri), e);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    for (Map.Entry<String, FlightClient> entry : clients.entrySet()) {
      try {
        entry.getValue().close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        LOG.warn("Interrupted while closing the connection to {}", entry.getKey());
      }
    }
    clients.clear();
  }
}

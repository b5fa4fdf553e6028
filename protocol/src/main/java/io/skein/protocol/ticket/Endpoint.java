package io.skein.protocol.ticket;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Objects;

/**
 * A ticket and the locations (replicas) where it can be redeemed, in order of preference.
 * Immutable.
 *
 * @param ticket the sealed ticket
 * @param locations Flight location URIs
 */
public record Endpoint(ByteString ticket, List<String> locations) {

  public Endpoint {
    Objects.requireNonNull(ticket, "ticket");
    locations = List.copyOf(locations);
    if (locations.isEmpty()) {
      throw new IllegalArgumentException("an endpoint needs at least one location");
    }
  }
}

package io.skein.protocol.ticket;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.LocationSchemes;

/**
 * A ticket and the locations (replicas) where it can be redeemed, in order of preference.
 * Immutable.
 *
 * @param ticket the sealed ticket
 * @param locations Flight location URIs
 */
public record Endpoint(ByteString ticket, List<String> locations) {

  /**
   * Returns what a Flight endpoint says. Where it names no location, or the one that stands for the
   * connection it came by, that is the node that answered.
   *
   * @param answered the location of the node that the endpoint was got from
   */
  public static Endpoint of(FlightEndpoint endpoint, String answered) {
    List<String> locations =
        endpoint.getLocations().stream()
            .map(location -> location.getUri().toString())
            .map(uri -> uri.startsWith(LocationSchemes.REUSE_CONNECTION) ? answered : uri)
            .distinct()
            .toList();
    return new Endpoint(
        ByteString.copyFrom(endpoint.getTicket().getBytes()),
        locations.isEmpty() ? List.of(answered) : locations);
  }

  public Endpoint {
    Objects.requireNonNull(ticket, "ticket");
    locations = List.copyOf(locations);
    if (locations.isEmpty()) {
      throw new IllegalArgumentException("an endpoint needs at least one location");
    }
  }
}

package io.skein.coordinator.flightsql;

import io.skein.protocol.flight.FlightServers;
import io.skein.protocol.type.Unsigned;
import org.apache.arrow.flight.FlightProducer.CallContext;

/**
 * Which types the client of a call reads right, as far as it says who it is. JDBC's driver 18.3.0
 * reads unsigned numbers as if they had a sign, and cannot be told apart from other clients written
 * in Java; so only who is known to read them gets them. Pure.
 */
final class ClientTypes {
  /** What gRPC clients say of themselves. */
  private static final String USER_AGENT = "user-agent";

  /** With this the drivers of ADBC that share Go's code begin: Python's, C's, R's and Go's. */
  private static final String ADBC = "ADBC Flight SQL Driver";

  private ClientTypes() {}

  /** Returns how unsigned numbers are sent to the client. */
  static Unsigned unsigned(CallContext context) {
    String agent = FlightServers.headers(context).get(USER_AGENT);
    return agent != null && agent.startsWith(ADBC) ? Unsigned.EXACT : Unsigned.WIDENED;
  }
}

package io.skein.protocol.monitor;

import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** The option that says where a node's metrics and health are. Set by picocli, then read. */
public final class HttpPort {
  private static final int DISTANCE = 1_000;

  @Option(
      names = "--http-port",
      paramLabel = "PORT|off",
      description =
          "Port for /metrics, /healthz and /readyz, 0 for any free one (default: --port and"
              + " 1000).")
  private String port;

  /** Creates the option. */
  public HttpPort() {}

  /**
   * Returns the port; empty if there is to be none.
   *
   * @param flightPort the node's Flight port
   * @throws IllegalArgumentException if it is no port
   */
  public OptionalInt port(int flightPort) {
    if (port == null) {
      return OptionalInt.of(flightPort == 0 ? 0 : Math.min(65_535, flightPort + DISTANCE));
    }
    if (port.equals("off")) {
      return OptionalInt.empty();
    }
    try {
      int number = Integer.parseInt(port);
      if (number >= 0 && number <= 65_535) {
        return OptionalInt.of(number);
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--http-port must be a port or off: '" + port + "'", e);
    }
    throw new IllegalArgumentException("--http-port must be 0 to 65535: " + port);
  }
}

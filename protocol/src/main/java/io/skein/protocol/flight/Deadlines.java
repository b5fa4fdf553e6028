package io.skein.protocol.flight;

import java.time.Duration;

/**
 * How long whoever calls another node waits for a sign of life. None of them bounds how long a
 * query may run: a node that works answers pings, and sends a stream's schema before it begins to
 * work on the rows. Immutable.
 *
 * @param connect how long connecting may take
 * @param answer how long the first word, a stream's schema, may take
 * @param ping how long an open connection may be silent before the other side is pinged; gRPC makes
 *     less than 10 s 10 s
 * @param pong how long the answer to a ping may take
 * @param probe how often a node that did not answer is asked whether it is there again
 */
public record Deadlines(
    Duration connect, Duration answer, Duration ping, Duration pong, Duration probe) {
  /** 5 s to connect, 15 s for the first word, 10 s of silence and 8 s for the answer to a ping. */
  public static final Deadlines DEFAULTS =
      new Deadlines(
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofSeconds(10),
          Duration.ofSeconds(8),
          Duration.ofSeconds(1));

  public Deadlines {
    for (Duration each : new Duration[] {connect, answer, ping, pong, probe}) {
      if (each.isNegative() || each.isZero()) {
        throw new IllegalArgumentException("a deadline must be positive: " + each);
      }
    }
  }
}

package io.skein.protocol.flight;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often something is tried, and how long to wait in between: twice as long each time, less a
 * random part of up to a half, so that those who failed together do not come back together.
 * Immutable.
 *
 * @param attempts how often it is tried in all
 * @param first the wait before the second attempt
 * @param longest the longest wait
 */
public record Backoff(int attempts, Duration first, Duration longest) {

  public Backoff {
    if (attempts < 1 || first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "%d attempts, %s to %s apart".formatted(attempts, first, longest));
    }
  }

  /**
   * Returns how long to wait after the attempt.
   *
   * @param attempt which attempt failed, from 0
   */
  public Duration pause(int attempt) {
    long most = Math.min(longest.toMillis(), first.toMillis() << Math.min(attempt, 20));
    return Duration.ofMillis(most - ThreadLocalRandom.current().nextLong(most / 2 + 1));
  }
}

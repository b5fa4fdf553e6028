package io.skein.coordinator.tracking;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How many queries may run, and how long. Immutable.
 *
 * @param running how many queries may run at the same time
 * @param waiting how many more may wait for others to end
 * @param patience how long one may wait
 * @param redeem how long a query may run no task before its place is given to another: until its
 *     client redeems the first ticket, or the next one
 * @param time how long a query may run; no limit if empty
 * @param planning how many queries may be planned at the same time
 */
public record QueryLimits(
    int running,
    int waiting,
    Duration patience,
    Duration redeem,
    Optional<Duration> time,
    int planning) {
  /** Two for each core, since planning computes most of its time, but four at least. */
  public static final int DEFAULT_PLANNING =
      Math.max(4, 2 * Runtime.getRuntime().availableProcessors());

  /** 64 run, 256 wait for up to a minute, 10 seconds to come for a result, an hour to run. */
  public static final QueryLimits DEFAULTS =
      new QueryLimits(
          64,
          256,
          Duration.ofMinutes(1),
          Duration.ofSeconds(10),
          Optional.of(Duration.ofHours(1)),
          DEFAULT_PLANNING);

  /** The most that may wait: each holds a thread of the Flight server. */
  public static final int MOST_WAITING = 512;

  public QueryLimits {
    Objects.requireNonNull(patience, "patience");
    Objects.requireNonNull(redeem, "redeem");
    Objects.requireNonNull(time, "time");
    if (running < 1) {
      throw new IllegalArgumentException("at least one query must be able to run: " + running);
    }
    if (planning < 1) {
      throw new IllegalArgumentException(
          "at least one query must be able to be planned: " + planning);
    }
    if (waiting < 0 || waiting > MOST_WAITING) {
      throw new IllegalArgumentException(
          "0 to %d queries can wait: %d".formatted(MOST_WAITING, waiting));
    }
    if (patience.isNegative() || redeem.isNegative() || redeem.isZero()) {
      throw new IllegalArgumentException(
          "times must be positive: patience %s, redeem %s".formatted(patience, redeem));
    }
    if (time.isPresent() && (time.get().isNegative() || time.get().isZero())) {
      throw new IllegalArgumentException("time limit must be positive: " + time.get());
    }
  }

  /** Returns how long a query may run whose client asks for that long: never more than all. */
  public Optional<Duration> time(Optional<Duration> asked) {
    if (asked.isEmpty() || time.isPresent() && time.get().compareTo(asked.get()) < 0) {
      return time;
    }
    return asked;
  }
}

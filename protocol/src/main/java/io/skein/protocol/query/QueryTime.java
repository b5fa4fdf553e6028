package io.skein.protocol.query;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.time.Duration;
import java.util.Locale;

/** The words of time limits, alike wherever one is kept. */
public final class QueryTime {

  private QueryTime() {}

  /** Returns the error of a query that has run for longer than its limit. */
  public static SkeinException exceeded(Duration limit) {
    return new SkeinException(
        ErrorCode.TIMED_OUT,
        "the query ran longer than its limit of %s; ask for less, or for more time with --timeout,"
                .formatted(seconds(limit))
            + " up to the coordinators' --query-timeout");
  }

  /** Returns the duration as people write it: {@code 2 s}, {@code 0.5 s}. */
  public static String seconds(Duration duration) {
    double seconds = duration.toMillis() / 1e3;
    return seconds == Math.rint(seconds)
        ? "%d s".formatted((long) seconds)
        : String.format(Locale.ROOT, "%.1f s", seconds);
  }
}

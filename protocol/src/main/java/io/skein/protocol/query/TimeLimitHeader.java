package io.skein.protocol.query;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.time.Duration;
import java.util.Optional;
import org.apache.arrow.flight.CallHeaders;

/** The header in which a client says how long a query may run: seconds, such as 30 or 0.5. */
public final class TimeLimitHeader {
  /** The header's name. */
  public static final String NAME = "skein-query-timeout";

  private TimeLimitHeader() {}

  /** Says the limit in the headers. */
  public static void write(Duration limit, CallHeaders headers) {
    headers.insert(NAME, String.valueOf(limit.toMillis() / 1e3));
  }

  /**
   * Returns the limit that the headers say, if they say one.
   *
   * @throws SkeinException INVALID_REQUEST if it is no number of seconds
   */
  public static Optional<Duration> read(CallHeaders headers) {
    String seconds = headers.get(NAME);
    if (seconds == null) {
      return Optional.empty();
    }
    try {
      double value = Double.parseDouble(seconds);
      if (value > 0 && value <= 1e9) {
        return Optional.of(Duration.ofMillis(Math.max(1, Math.round(value * 1e3))));
      }
    } catch (NumberFormatException e) {
      throw refusal(seconds, e);
    }
    throw refusal(seconds, null);
  }

  private static SkeinException refusal(String seconds, Exception cause) {
    return new SkeinException(
        ErrorCode.INVALID_REQUEST,
        "header %s must be a positive number of seconds: '%s'".formatted(NAME, seconds),
        cause);
  }
}

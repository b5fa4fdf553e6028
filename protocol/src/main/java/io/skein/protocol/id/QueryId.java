package io.skein.protocol.id;

import java.security.SecureRandom;
import java.util.regex.Pattern;

/**
 * The name of one query of one client, printed like {@code q7f3a09c41d52}. Immutable.
 *
 * @param value the printed form: {@code q} and 1 to 32 lower-case hexadecimal digits
 */
public record QueryId(String value) {
  private static final Pattern FORM = Pattern.compile("q[0-9a-f]{1,32}");
  private static final SecureRandom RANDOM = new SecureRandom();

  public QueryId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "query id must be 'q' and up to 32 hexadecimal digits: " + value);
    }
  }

  /** Returns a new id of 48 random bits. */
  public static QueryId random() {
    return new QueryId("q%012x".formatted(RANDOM.nextLong() & 0xffff_ffff_ffffL));
  }

  @Override
  public String toString() {
    return value;
  }
}

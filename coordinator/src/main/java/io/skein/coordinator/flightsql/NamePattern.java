package io.skein.coordinator.flightsql;

import java.util.regex.Pattern;

/**
 * A LIKE pattern for names: {@code %} is any text, {@code _} any character, and a backslash takes
 * what follows as it is. Upper and lower case are alike, as in DuckDB's names. Immutable.
 */
final class NamePattern {
  /** Matches every name. */
  static final NamePattern ANY = new NamePattern("%");

  private final Pattern pattern;

  NamePattern(String like) {
    StringBuilder regex = new StringBuilder();
    boolean escaped = false;
    for (char c : like.toCharArray()) {
      if (escaped) {
        regex.append(Pattern.quote(String.valueOf(c)));
        escaped = false;
      } else if (c == '\\') {
        escaped = true;
      } else if (c == '%') {
        regex.append(".*");
      } else if (c == '_') {
        regex.append('.');
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    this.pattern =
        Pattern.compile(
            regex.toString(), Pattern.DOTALL | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  boolean matches(String name) {
    return pattern.matcher(name).matches();
  }
}

package io.skein.protocol.security;

import io.skein.protocol.table.TableName;
import java.util.List;
import java.util.Locale;

/**
 * The tables that a user may read. Immutable.
 *
 * @param patterns names of tables, as {@code table} in the main schema or {@code schema.table}, in
 *     which {@code *} stands for any characters; {@code *} alone for every table of every schema.
 *     Case does not matter
 */
public record TableGrants(List<String> patterns) {
  private static final String EVERYTHING = "*";

  /** Every table. */
  public static final TableGrants ALL = new TableGrants(List.of(EVERYTHING));

  /** No table. */
  public static final TableGrants NONE = new TableGrants(List.of());

  public TableGrants {
    patterns = List.copyOf(patterns);
    for (String pattern : patterns) {
      if (pattern.isBlank() || pattern.startsWith(".") || pattern.endsWith(".")) {
        throw new IllegalArgumentException(
            "a grant is *, table, schema.table or schema.*, but not '%s'".formatted(pattern));
      }
    }
  }

  /** Returns whether every table may be read. */
  public boolean isAll() {
    return patterns.contains(EVERYTHING);
  }

  /** Returns whether the table may be read. */
  public boolean allow(TableName table) {
    return isAll() || patterns.stream().anyMatch(pattern -> matches(pattern, table));
  }

  private static boolean matches(String pattern, TableName table) {
    int dot = pattern.indexOf('.');
    // A name without schema is of the main one, even if the name itself has a dot in it.
    return table.schema().equals(TableName.MAIN) && matches(pattern, table.name())
        || dot > 0
            && matches(pattern.substring(0, dot), table.schema())
            && matches(pattern.substring(dot + 1), table.name());
  }

  /**
   * Matches by trying the pattern's next star at the leftmost place, and further right if need be.
   */
  private static boolean matches(String pattern, String text) {
    String wanted = pattern.toLowerCase(Locale.ROOT);
    String given = text.toLowerCase(Locale.ROOT);
    int at = 0;
    int next = 0;
    int star = -1;
    int resume = 0;
    while (at < given.length()) {
      if (next < wanted.length() && wanted.charAt(next) == '*') {
        star = next++;
        resume = at;
      } else if (next < wanted.length() && wanted.charAt(next) == given.charAt(at)) {
        next++;
        at++;
      } else if (star >= 0) {
        next = star + 1;
        at = ++resume;
      } else {
        return false;
      }
    }
    while (next < wanted.length() && wanted.charAt(next) == '*') {
      next++;
    }
    return next == wanted.length();
  }
}

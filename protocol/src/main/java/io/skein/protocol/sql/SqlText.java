package io.skein.protocol.sql;

import java.util.List;
import java.util.stream.Collectors;

/** Quoting rules that turn names and values into SQL text. */
public final class SqlText {

  private SqlText() {}

  /** Returns the name as a quoted identifier: {@code "a ""b"""}. */
  public static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Returns the parts as a dotted, quoted name: {@code "tpch"."lineitem"}. */
  public static String qualified(String... parts) {
    return List.of(parts).stream().map(SqlText::identifier).collect(Collectors.joining("."));
  }

  /**
   * Returns the text as a string literal. A literal cannot hold U+0000, so such text becomes a
   * concatenation with {@code chr(0)}.
   */
  public static String literal(String text) {
    String quoted = '\'' + text.replace("'", "''") + '\'';
    if (text.indexOf('\0') < 0) {
      return quoted;
    }
    return '(' + quoted.replace("\0", "' || chr(0) || '") + ')';
  }
}

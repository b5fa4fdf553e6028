package io.skein.protocol.sql;

import java.util.Objects;

/**
 * A value as an SQL expression of exactly its type: it contains nothing but quoted text and the
 * names of types, whatever the value is. Immutable.
 *
 * @param sql the expression, such as {@code CAST('1' AS BIGINT)}
 */
public record TypedLiteral(String sql) {

  public TypedLiteral {
    Objects.requireNonNull(sql, "sql");
    if (sql.isBlank()) {
      throw new IllegalArgumentException("a literal has text");
    }
  }

  /** Returns NULL of the type. */
  public static TypedLiteral nullOf(String type) {
    return new TypedLiteral("CAST(NULL AS " + type + ")");
  }

  /** Returns the value of the type whose text it is. */
  public static TypedLiteral of(String text, String type) {
    return new TypedLiteral("CAST(" + SqlText.literal(text) + " AS " + type + ")");
  }
}

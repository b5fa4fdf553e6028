package io.skein.protocol.table;

import java.util.Optional;

/**
 * How a table's rows were divided among its shards, printed {@code none}, {@code hash(column)} or
 * {@code range(column)}. Immutable.
 *
 * @param kind the rule
 * @param column the column that the rule looks at; empty exactly for {@link Kind#NONE}
 */
public record Sharding(Kind kind, Optional<String> column) {
  /** Rows were divided by no rule that a planner could use. */
  public static final Sharding NONE = new Sharding(Kind.NONE, Optional.empty());

  /** The rules by which rows are divided. */
  public enum Kind {
    /** No rule. */
    NONE,
    /** Equal values of the column lie in the same shard. */
    HASH,
    /** Every shard holds an interval of the column's values, and the intervals do not overlap. */
    RANGE
  }

  public Sharding {
    if ((kind == Kind.NONE) != column.isEmpty()) {
      throw new IllegalArgumentException("%s sharding: column %s".formatted(kind, column));
    }
  }

  /** Returns sharding by the hash of the column. */
  public static Sharding hash(String column) {
    return new Sharding(Kind.HASH, Optional.of(column));
  }

  /** Returns sharding by intervals of the column. */
  public static Sharding range(String column) {
    return new Sharding(Kind.RANGE, Optional.of(column));
  }

  /**
   * Returns the sharding that the text names.
   *
   * @throws IllegalArgumentException if it is none of the three printed forms
   */
  public static Sharding parse(String text) {
    if (text.equals("none")) {
      return NONE;
    }
    if (text.startsWith("hash(") && text.endsWith(")") && text.length() > 6) {
      return hash(text.substring(5, text.length() - 1));
    }
    if (text.startsWith("range(") && text.endsWith(")") && text.length() > 7) {
      return range(text.substring(6, text.length() - 1));
    }
    throw new IllegalArgumentException(
        "sharding must be none, hash(column) or range(column): '%s'".formatted(text));
  }

  @Override
  public String toString() {
    return switch (kind) {
      case NONE -> "none";
      case HASH -> "hash(" + column.orElseThrow() + ")";
      case RANGE -> "range(" + column.orElseThrow() + ")";
    };
  }
}

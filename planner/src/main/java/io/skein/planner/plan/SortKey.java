package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * One key of an ORDER BY.
 *
 * @param expression what is ordered by
 * @param direction ascending or descending
 * @param nulls where NULLs go
 */
public record SortKey(Expression expression, Direction direction, Nulls nulls) {

  /** Which values come first. */
  public enum Direction {
    ASCENDING("ASC"),
    DESCENDING("DESC");

    private final String sql;

    Direction(String sql) {
      this.sql = sql;
    }

    /** Returns the SQL keyword. */
    public String sql() {
      return sql;
    }
  }

  /** Where NULLs go. */
  public enum Nulls {
    FIRST("NULLS FIRST"),
    LAST("NULLS LAST");

    private final String sql;

    Nulls(String sql) {
      this.sql = sql;
    }

    /** Returns the SQL keywords. */
    public String sql() {
      return sql;
    }
  }

  public SortKey {
    Objects.requireNonNull(expression, "expression");
    Objects.requireNonNull(direction, "direction");
    Objects.requireNonNull(nulls, "nulls");
  }

  /** Returns the same order of another expression. */
  public SortKey withExpression(Expression newExpression) {
    return new SortKey(newExpression, direction, nulls);
  }

  /** Returns the keys with every column reference replaced. */
  public static List<SortKey> mapAll(
      List<SortKey> keys, Function<ColumnReference, ? extends Expression> mapping) {
    return keys.stream()
        .map(key -> key.withExpression(key.expression().mapColumns(mapping)))
        .toList();
  }
}

package io.skein.planner.plan;

/** How two values are compared. */
public enum ComparisonKind {
  EQUAL("="),
  NOT_EQUAL("<>"),
  LESS("<"),
  LESS_OR_EQUAL("<="),
  GREATER(">"),
  GREATER_OR_EQUAL(">="),
  /** As {@link #NOT_EQUAL}, but NULL is a value: never NULL itself. */
  DISTINCT("IS DISTINCT FROM"),
  /** As {@link #EQUAL}, but NULL equals NULL: never NULL itself. */
  NOT_DISTINCT("IS NOT DISTINCT FROM");

  private final String sql;

  ComparisonKind(String sql) {
    this.sql = sql;
  }

  /** Returns the operator as SQL text. */
  public String sql() {
    return sql;
  }

  /** Returns whether the comparison says that both sides are the same: a key of a hash join. */
  public boolean equates() {
    return this == EQUAL || this == NOT_DISTINCT;
  }

  /** Returns the comparison that DuckDB calls so in plans. */
  static ComparisonKind ofPlan(String name) {
    return switch (name) {
      case "COMPARE_EQUAL" -> EQUAL;
      case "COMPARE_NOTEQUAL" -> NOT_EQUAL;
      case "COMPARE_LESSTHAN" -> LESS;
      case "COMPARE_LESSTHANOREQUALTO" -> LESS_OR_EQUAL;
      case "COMPARE_GREATERTHAN" -> GREATER;
      case "COMPARE_GREATERTHANOREQUALTO" -> GREATER_OR_EQUAL;
      case "COMPARE_DISTINCT_FROM" -> DISTINCT;
      case "COMPARE_NOT_DISTINCT_FROM" -> NOT_DISTINCT;
      default -> throw new UnsupportedPlanException("the comparison " + name + " is not supported");
    };
  }
}

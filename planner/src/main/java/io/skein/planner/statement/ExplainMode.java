package io.skein.planner.statement;

/** What a client wants to see of a query. */
public enum ExplainMode {
  /** Its result. */
  NONE,
  /** Its distributed plan: {@code EXPLAIN}. */
  PLAN,
  /** Its distributed plan with every fragment's SQL: {@code EXPLAIN VERBOSE}. */
  VERBOSE,
  /** Its distributed plan with what every task gave and took: {@code EXPLAIN ANALYZE}. */
  ANALYZE
}

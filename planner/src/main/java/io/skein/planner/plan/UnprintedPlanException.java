package io.skein.planner.plan;

/** Says that DuckDB could not print the plan, though it could make it. */
final class UnprintedPlanException extends UnsupportedPlanException {
  private static final long serialVersionUID = 1L;

  UnprintedPlanException(String reason) {
    super(reason);
  }
}

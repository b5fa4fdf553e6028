package io.skein.planner.plan;

/**
 * Says that a plan holds something that this planner does not understand, and so must not take
 * apart. The query is still a right one: it can run whole, as SQL text, on one node.
 */
public sealed class UnsupportedPlanException extends RuntimeException
    permits UnprintedPlanException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception; the reason names the operator, expression, type or attribute. */
  public UnsupportedPlanException(String reason) {
    super(reason);
  }

  /** Creates the exception with what led to it. */
  public UnsupportedPlanException(String reason, Throwable cause) {
    super(reason, cause);
  }

  /** Returns what is not understood, in words fit for EXPLAIN. */
  public String reason() {
    return getMessage();
  }
}

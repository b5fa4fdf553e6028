package io.skein.planner.distribute;

/** Says that a plan holds what no rule cuts: the query is still right, run whole at one place. */
public final class NotDistributable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotDistributable(String reason) {
    super(reason);
  }
}

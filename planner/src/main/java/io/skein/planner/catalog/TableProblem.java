package io.skein.planner.catalog;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.util.Objects;

/**
 * Why a table cannot be queried now. Immutable.
 *
 * @param code what kind of problem
 * @param message what is wrong and what to do
 */
public record TableProblem(ErrorCode code, String message) {

  public TableProblem {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(message, "message");
  }

  /** Returns the problem as the error of a query. */
  public SkeinException toException() {
    return new SkeinException(code, message);
  }
}

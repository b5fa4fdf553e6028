package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;

/**
 * A cast.
 *
 * @param input the value
 * @param type the type to cast to
 * @param failure what becomes of a value that has no counterpart in the type
 */
public record Cast(Expression input, DataType type, Failure failure) implements Expression {

  /** What becomes of a value that cannot be cast. */
  public enum Failure {
    /** CAST. */
    ERROR,
    /** TRY_CAST. */
    NULL
  }

  public Cast {
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(failure, "failure");
  }

  @Override
  public List<Expression> operands() {
    return List.of(input);
  }

  @Override
  public Expression withOperands(List<Expression> operands) {
    return new Cast(operands.get(0), type, failure);
  }
}

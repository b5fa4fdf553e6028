package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;

/**
 * A test that a value lies between two bounds.
 *
 * @param input the value, evaluated once
 * @param lower the lower bound
 * @param upper the upper bound
 * @param lowerComparison how the value compares with the lower bound: GREATER or GREATER_OR_EQUAL
 * @param upperComparison how it compares with the upper bound: LESS or LESS_OR_EQUAL
 */
public record Between(
    Expression input,
    Expression lower,
    Expression upper,
    ComparisonKind lowerComparison,
    ComparisonKind upperComparison)
    implements Expression {

  public Between {
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(lower, "lower");
    Objects.requireNonNull(upper, "upper");
    Objects.requireNonNull(lowerComparison, "lowerComparison");
    Objects.requireNonNull(upperComparison, "upperComparison");
  }

  @Override
  public DataType type() {
    return DataType.BOOLEAN;
  }

  @Override
  public List<Expression> operands() {
    return List.of(input, lower, upper);
  }

  @Override
  public Expression withOperands(List<Expression> operands) {
    return new Between(
        operands.get(0), operands.get(1), operands.get(2), lowerComparison, upperComparison);
  }
}

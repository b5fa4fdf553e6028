package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;

/**
 * A comparison of two values of one type.
 *
 * @param kind how they are compared
 * @param left the left value
 * @param right the right value
 */
public record Comparison(ComparisonKind kind, Expression left, Expression right)
    implements Expression {

  public Comparison {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(left, "left");
    Objects.requireNonNull(right, "right");
  }

  @Override
  public DataType type() {
    return DataType.BOOLEAN;
  }

  @Override
  public List<Expression> operands() {
    return List.of(left, right);
  }

  @Override
  public Expression withOperands(List<Expression> operands) {
    return new Comparison(kind, operands.get(0), operands.get(1));
  }
}

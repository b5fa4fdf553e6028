package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;

/**
 * A constant in an expression.
 *
 * @param constant the value with its type
 */
public record Literal(Constant constant) implements Expression {

  public Literal {
    Objects.requireNonNull(constant, "constant");
  }

  @Override
  public DataType type() {
    return constant.type();
  }

  @Override
  public List<Expression> operands() {
    return List.of();
  }

  @Override
  public Expression withOperands(List<Expression> operands) {
    return this;
  }
}

package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;

/**
 * AND or OR of two or more conditions.
 *
 * @param kind which of both
 * @param operands the conditions
 */
public record Conjunction(Kind kind, List<Expression> operands) implements Expression {

  /** How the conditions are joined. */
  public enum Kind {
    AND,
    OR
  }

  public Conjunction {
    Objects.requireNonNull(kind, "kind");
    operands = List.copyOf(operands);
    if (operands.isEmpty()) {
      throw new IllegalArgumentException(kind + " of nothing");
    }
  }

  @Override
  public DataType type() {
    return DataType.BOOLEAN;
  }

  @Override
  public Expression withOperands(List<Expression> newOperands) {
    return new Conjunction(kind, newOperands);
  }
}

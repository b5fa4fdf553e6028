package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;

/**
 * One of the few operators that are no functions in DuckDB.
 *
 * @param kind which one
 * @param operands its operands; of IN the value first
 * @param type the type of the result
 */
public record OperatorCall(Kind kind, List<Expression> operands, DataType type)
    implements Expression {

  /** The operators. */
  public enum Kind {
    IS_NULL,
    IS_NOT_NULL,
    NOT,
    COALESCE,
    TRY,
    IN,
    NOT_IN
  }

  public OperatorCall {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(type, "type");
    operands = List.copyOf(operands);
    boolean list = kind == Kind.COALESCE || kind == Kind.IN || kind == Kind.NOT_IN;
    if (operands.isEmpty() || (!list && operands.size() > 1)) {
      throw new IllegalArgumentException("%s has %d operands".formatted(kind, operands.size()));
    }
  }

  @Override
  public Expression withOperands(List<Expression> newOperands) {
    return new OperatorCall(kind, newOperands, type);
  }
}

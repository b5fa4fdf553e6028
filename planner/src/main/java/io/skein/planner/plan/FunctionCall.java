package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;

/**
 * A call of a scalar function of DuckDB.
 *
 * @param name the name without a schema; of an operator its symbol
 * @param style whether SQL writes the call with the symbol between the arguments
 * @param arguments the arguments, cast to what the function takes
 * @param argumentNames the names of the last arguments, where they are given by name
 * @param type the type of the result
 */
public record FunctionCall(
    String name, Style style, List<Expression> arguments, List<String> argumentNames, DataType type)
    implements Expression {

  /** How SQL writes the call. */
  public enum Style {
    /** {@code name(argument, ...)}. */
    CALL,
    /** {@code argument symbol argument}, or the symbol before or behind its only argument. */
    OPERATOR
  }

  public FunctionCall {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(style, "style");
    Objects.requireNonNull(type, "type");
    arguments = List.copyOf(arguments);
    argumentNames = List.copyOf(argumentNames);
    if (argumentNames.size() > arguments.size()) {
      throw new IllegalArgumentException("%s has more names than arguments".formatted(name));
    }
  }

  @Override
  public List<Expression> operands() {
    return arguments;
  }

  @Override
  public Expression withOperands(List<Expression> operands) {
    return new FunctionCall(name, style, operands, argumentNames, type);
  }
}

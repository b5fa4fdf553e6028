package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;

/**
 * A call of a function that takes a lambda.
 *
 * @param name the function
 * @param arguments the list, and the initial value if there is one
 * @param parameterCount how many parameters the lambda has
 * @param body the lambda's body. In it, column i below the parameter count is parameter number
 *     (parameterCount - 1 - i), and column (parameterCount + j) is capture j
 * @param captures what the body uses of the columns outside
 * @param type the type of the result
 */
public record LambdaCall(
    String name,
    List<Expression> arguments,
    int parameterCount,
    Expression body,
    List<Expression> captures,
    DataType type)
    implements Expression {

  public LambdaCall {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(body, "body");
    Objects.requireNonNull(type, "type");
    arguments = List.copyOf(arguments);
    captures = List.copyOf(captures);
  }

  @Override
  public List<Expression> operands() {
    return Lists.concat(arguments, captures);
  }

  @Override
  public Expression withOperands(List<Expression> operands) {
    int count = arguments.size();
    return new LambdaCall(
        name,
        operands.subList(0, count),
        parameterCount,
        body,
        operands.subList(count, operands.size()),
        type);
  }
}

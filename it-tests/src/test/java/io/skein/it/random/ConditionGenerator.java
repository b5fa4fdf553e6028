package io.skein.it.random;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Makes conditions. */
final class ConditionGenerator {
  private static final SqlType TRUTH = SqlType.BOOLEAN;

  private final Choices choices;
  private final LiteralGenerator literals;
  private final ExpressionGenerator expressions;

  ConditionGenerator(Choices choices, ExpressionGenerator expressions) {
    this.choices = choices;
    this.literals = new LiteralGenerator(choices);
    this.expressions = expressions;
  }

  /** Returns an operator that compares two values. */
  static String comparison(Choices choices) {
    return choices.chance(15)
        ? choices.of("IS DISTINCT FROM", "IS NOT DISTINCT FROM")
        : choices.of("=", "<>", "<>", "<", "<=", ">", ">=");
  }

  /** Returns a condition. */
  Expression condition(int depth) {
    if (depth > 0 && choices.chance(30)) {
      return combined(depth - 1);
    }
    if (choices.chance(3)) {
      return new Literal(TRUTH, choices.of("false", "NULL", "true"));
    }
    return test(depth);
  }

  private Expression combined(int depth) {
    return choices.oneOf(
        () -> Call.of("(%s AND %s)", TRUTH, condition(depth), condition(depth)),
        () -> Call.of("(%s OR %s)", TRUTH, condition(depth), condition(depth)),
        () -> Call.of("(NOT %s)", TRUTH, condition(depth)));
  }

  private Expression test(int depth) {
    SqlType type = expressions.type();
    Expression value = expressions.expression(type, Math.min(depth, 1));
    int test = choices.between(0, 9);
    if (test < 5) {
      return comparison(value);
    }
    if (test == 5) {
      return Call.of(choices.of("(%s IS NULL)", "(%s IS NOT NULL)"), TRUTH, value);
    }
    if (test == 6) {
      return Call.of(
          choices.of("(%s BETWEEN %s AND %s)", "(%s NOT BETWEEN %s AND %s)"),
          TRUTH,
          value,
          literals.value(type),
          expressions.leaf(type));
    }
    if (test == 7) {
      return isIn(value);
    }
    if (test == 8) {
      return expressions.leaf(TRUTH) instanceof Reference truth ? truth : comparison(value);
    }
    return type == SqlType.VARCHAR
        ? Call.of("(%s LIKE " + choices.of("'%%a%%'", "'a%%'", "'_'", "''") + ")", TRUTH, value)
        : comparison(value);
  }

  private Expression comparison(Expression value) {
    List<Expression> others =
        expressions.leaves().stream()
            .filter(leaf -> leaf.type().comparesWith(value.type()) && !leaf.equals(value))
            .toList();
    Expression other =
        others.isEmpty() || choices.chance(55)
            ? literals.literal(value.type())
            : choices.of(others);
    return Call.of("(%s " + comparison(choices) + " %s)", TRUTH, value, other);
  }

  private Expression isIn(Expression value) {
    List<Expression> arguments = new ArrayList<>();
    arguments.add(value);
    int count = choices.between(1, 4);
    for (int i = 0; i < count; i++) {
      arguments.add(literals.literal(value.type()));
    }
    String list =
        arguments.stream().skip(1).map(any -> "%s").collect(Collectors.joining(", ", "(", ")"));
    return new Call("(%s " + choices.of("IN ", "NOT IN ") + list + ")", TRUTH, arguments);
  }
}

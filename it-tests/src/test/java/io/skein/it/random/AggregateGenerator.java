package io.skein.it.random;

import io.skein.it.random.AggregateCall.Modifiers;
import io.skein.it.random.AggregateCall.Order;
import java.util.List;
import java.util.Optional;

/** Makes aggregates of given values whose results are determined. */
final class AggregateGenerator {
  private final Choices choices;
  private final ExpressionGenerator expressions;
  private final boolean ordered;

  /**
   * Creates a generator.
   *
   * @param ordered whether something tells the rows apart
   */
  AggregateGenerator(Choices choices, ExpressionGenerator expressions, boolean ordered) {
    this.choices = choices;
    this.expressions = expressions;
    this.ordered = ordered;
  }

  /** Returns an aggregate. */
  Expression aggregate() {
    if (choices.chance(15)) {
      return call("count", SqlType.BIGINT, true, List.of());
    }
    Expression value = expressions.any(choices.chance(75) ? 0 : 1);
    return choices.chance(45) ? ofAnyType(value) : ofItsType(value);
  }

  /** Returns an aggregate of the type, nothing if there is none. */
  Optional<Expression> aggregate(SqlType type) {
    for (int i = 0; i < 6; i++) {
      Expression aggregate = aggregate();
      if (aggregate.type() == type && aggregate.exact()) {
        return Optional.of(aggregate);
      }
    }
    Expression value = expressions.expression(type, 0);
    return type == SqlType.BOOLEAN || type == SqlType.OTHER
        ? Optional.empty()
        : Optional.of(call(choices.of("min", "max"), type, true, List.of(value)));
  }

  private Expression ofAnyType(Expression value) {
    return choices.oneOf(
        () -> call("count", SqlType.BIGINT, true, List.of(value)),
        () -> distinct("count", SqlType.BIGINT, List.of(value)),
        () -> call(choices.of("min", "max"), value.type(), true, List.of(value)),
        () -> call(choices.of("min", "max"), value.type(), true, List.of(value)),
        () -> call("approx_count_distinct", SqlType.BIGINT, true, List.of(value)),
        () -> sorted("list", value),
        () -> first(value),
        () -> constants(choices.of("min", "max"), SqlType.OTHER, value, ", 2"),
        () -> call("histogram", SqlType.OTHER, true, List.of(value)));
  }

  private Expression ofItsType(Expression value) {
    return switch (value.type().family()) {
      case INTEGER -> ofIntegers(value);
      case DECIMAL -> ofDecimals(value);
      case FLOATING ->
          choices.oneOf(
              () -> call(choices.of("sum", "avg"), SqlType.DOUBLE, false, List.of(value)),
              () -> call(choices.of("min", "max"), value.type(), true, List.of(value)),
              () -> constants("quantile_disc", value.type(), value, ", 0.25"));
      case TEXT ->
          choices.oneOf(
              () -> joined(Modifiers.NONE, value),
              () -> joined(Modifiers.NONE.withDistinct(), value),
              () -> call(choices.of("min", "max"), SqlType.VARCHAR, true, List.of(value)));
      case TRUTH ->
          choices.oneOf(
              () -> call(choices.of("bool_and", "bool_or"), SqlType.BOOLEAN, true, List.of(value)),
              () -> call("count_if", SqlType.HUGEINT, true, List.of(value)));
      case TIME -> constants("quantile_disc", value.type(), value, ", 0.5");
      case ALONE, NESTED ->
          choices.oneOf(
              () -> call(choices.of("min", "max"), value.type(), true, List.of(value)),
              () -> distinct("count", SqlType.BIGINT, List.of(value)),
              () -> sorted("list", value));
      case OTHER -> throw new IllegalArgumentException("no aggregates of other types");
    };
  }

  private Expression ofIntegers(Expression value) {
    return choices.oneOf(
        () -> call("sum", SqlType.HUGEINT, true, List.of(value)),
        () -> distinct("sum", SqlType.HUGEINT, List.of(value)),
        () -> call("avg", SqlType.DOUBLE, false, List.of(value)),
        () -> distinct("avg", SqlType.DOUBLE, List.of(value)),
        () -> call(choices.of("bit_xor", "bit_or"), value.type(), true, List.of(value)),
        () -> constants("quantile_disc", value.type(), value, ", 0.75"),
        () ->
            // Of large numbers that differ by little, moments lose digits.
            value.type().isSmallInteger() && value.type() != SqlType.UINTEGER
                ? call(
                    choices.of("stddev_pop", "var_samp", "median"),
                    SqlType.DOUBLE,
                    false,
                    List.of(value))
                : call("sum", SqlType.HUGEINT, true, List.of(value)));
  }

  private Expression ofDecimals(Expression value) {
    SqlType sum =
        value.type() == SqlType.DECIMAL_9_2 || value.type() == SqlType.DECIMAL_38_2
            ? SqlType.DECIMAL_38_2
            : SqlType.DECIMAL_38_3;
    return choices.oneOf(
        () -> call("sum", sum, true, List.of(value)),
        () -> distinct("sum", sum, List.of(value)),
        () -> call("avg", SqlType.DOUBLE, false, List.of(value)),
        () -> constants("quantile_disc", value.type(), value, ", 0.5"));
  }

  private Expression first(Expression value) {
    if (!ordered) {
      return call("max", value.type(), true, List.of(value));
    }
    return new AggregateCall(
        choices.of("first", "last"),
        value.type(),
        true,
        List.of(value),
        "",
        modifiers().with(Order.TOTAL));
  }

  private Expression sorted(String function, Expression value) {
    if (ordered && choices.chance(50)) {
      return new AggregateCall(
          function, SqlType.OTHER, true, List.of(value), "", modifiers().with(Order.TOTAL));
    }
    Modifiers sorted = modifiers().with(Order.ARGUMENT);
    return new AggregateCall(
        function,
        SqlType.OTHER,
        true,
        List.of(value),
        "",
        choices.chance(40) ? sorted.withDistinct() : sorted);
  }

  private Expression joined(Modifiers modifiers, Expression value) {
    return new AggregateCall(
        "string_agg",
        SqlType.VARCHAR,
        true,
        List.of(value),
        ", ','",
        modifiers.with(Order.ARGUMENT));
  }

  private Expression distinct(String function, SqlType type, List<Expression> arguments) {
    return new AggregateCall(
        function, type, type != SqlType.DOUBLE, arguments, "", modifiers().withDistinct());
  }

  private Expression constants(String function, SqlType type, Expression value, String constants) {
    return new AggregateCall(function, type, true, List.of(value), constants, modifiers());
  }

  private Expression call(
      String function, SqlType type, boolean exact, List<Expression> arguments) {
    return new AggregateCall(function, type, exact, arguments, "", modifiers());
  }

  private Modifiers modifiers() {
    return choices.chance(12)
        ? Modifiers.NONE.with(Optional.of(expressions.condition(1)))
        : Modifiers.NONE;
  }
}

package io.skein.planner.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A call of an aggregate function.
 *
 * @param name the function; {@code count_star} for {@code count(*)}
 * @param arguments the arguments, constant ones included
 * @param quantifier whether equal rows count once
 * @param filter the condition under which a row takes part
 * @param order the order in which rows are fed to the function
 * @param output whether the value or the function's state is the result
 * @param type the type of the value; with {@link Output#STATE} still that of the value
 */
public record AggregateCall(
    String name,
    List<Expression> arguments,
    Quantifier quantifier,
    Optional<Expression> filter,
    List<SortKey> order,
    Output output,
    DataType type) {

  /** The name of {@code count(*)} in plans. */
  public static final String COUNT_STAR = "count_star";

  /** Whether equal rows count once. */
  public enum Quantifier {
    ALL,
    DISTINCT
  }

  /** What the call results in. */
  public enum Output {
    VALUE,
    /** {@code EXPORT_STATE}. */
    STATE
  }

  public AggregateCall {
    Objects.requireNonNull(name, "name");
    arguments = List.copyOf(arguments);
    Objects.requireNonNull(quantifier, "quantifier");
    Objects.requireNonNull(filter, "filter");
    order = List.copyOf(order);
    Objects.requireNonNull(output, "output");
    Objects.requireNonNull(type, "type");
  }

  /** Returns {@code count(*)}. */
  public static AggregateCall countStar() {
    return new AggregateCall(
        COUNT_STAR,
        List.of(),
        Quantifier.ALL,
        Optional.empty(),
        List.of(),
        Output.VALUE,
        DataType.BIGINT);
  }

  /** Returns all expressions in the call: arguments, filter, order. */
  public List<Expression> expressions() {
    List<Expression> all = new ArrayList<>(arguments);
    filter.ifPresent(all::add);
    order.forEach(key -> all.add(key.expression()));
    return all;
  }

  /** Returns the call that exports its state, or its value. */
  public AggregateCall withOutput(Output newOutput) {
    return new AggregateCall(name, arguments, quantifier, filter, order, newOutput, type);
  }

  /** Returns the call with every column reference replaced. */
  public AggregateCall mapColumns(Function<ColumnReference, ? extends Expression> mapping) {
    return new AggregateCall(
        name,
        Expression.mapAll(arguments, mapping),
        quantifier,
        filter.map(each -> each.mapColumns(mapping)),
        SortKey.mapAll(order, mapping),
        output,
        type);
  }
}

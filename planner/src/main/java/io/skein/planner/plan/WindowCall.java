package io.skein.planner.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * A call of a window function.
 *
 * @param function the function with its arguments, filter and argument order
 * @param nullTreatment whether NULL arguments are skipped
 * @param partitions what the rows are partitioned by
 * @param order the order of the rows within a partition
 * @param frame the rows that the function sees
 */
public record WindowCall(
    AggregateCall function,
    NullTreatment nullTreatment,
    List<Expression> partitions,
    List<SortKey> order,
    WindowFrame frame) {

  /** Whether NULL arguments are skipped. */
  public enum NullTreatment {
    RESPECT,
    IGNORE
  }

  public WindowCall {
    Objects.requireNonNull(function, "function");
    Objects.requireNonNull(nullTreatment, "nullTreatment");
    partitions = List.copyOf(partitions);
    order = List.copyOf(order);
    Objects.requireNonNull(frame, "frame");
  }

  /** Returns the type of the value. */
  public DataType type() {
    return function.type();
  }

  /** Returns all expressions in the call. */
  public List<Expression> expressions() {
    List<Expression> all = new ArrayList<>(function.expressions());
    all.addAll(partitions);
    order.forEach(key -> all.add(key.expression()));
    frame.start().offset().ifPresent(all::add);
    frame.end().offset().ifPresent(all::add);
    return all;
  }

  /** Returns the call with every column reference replaced. */
  public WindowCall mapColumns(Function<ColumnReference, ? extends Expression> mapping) {
    return new WindowCall(
        function.mapColumns(mapping),
        nullTreatment,
        Expression.mapAll(partitions, mapping),
        SortKey.mapAll(order, mapping),
        frame.mapColumns(mapping));
  }
}

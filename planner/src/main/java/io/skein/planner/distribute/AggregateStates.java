package io.skein.planner.distribute;

import io.skein.planner.plan.Aggregate;
import io.skein.planner.plan.AggregateCall;
import io.skein.planner.plan.Expression;
import io.skein.protocol.sql.SqlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The rule of two-phase aggregation: each task exports the states of its groups, one task combines
 * them. DuckDB's own code merges; no merge arithmetic is written here.
 */
final class AggregateStates {
  /**
   * The aggregates whose combined states were found equal to one DuckDB's, whatever the order in
   * which they are combined (floating-point sums and moments up to their last digits). Every other
   * one is fed its rows in one place.
   */
  private static final Set<String> EXPORTABLE =
      Set.of(
          "count_star",
          "count",
          "count_if",
          "sum",
          "sum_no_overflow",
          "avg",
          "min",
          "max",
          "bool_and",
          "bool_or",
          "bit_and",
          "bit_or",
          "bit_xor",
          "stddev",
          "stddev_samp",
          "stddev_pop",
          "variance",
          "var_samp",
          "var_pop",
          "approx_count_distinct");

  private AggregateStates() {}

  /** Returns whether the aggregate can run in two phases. */
  static boolean canExport(Aggregate aggregate) {
    return aggregate.groupingSets().size() <= 1
        && aggregate.groupingFunctions().isEmpty()
        && !aggregate.aggregates().isEmpty()
        && aggregate.aggregates().stream().allMatch(AggregateStates::canExport);
  }

  /** Returns whether combined states of the function are its value, in whatever order. */
  static boolean isExportable(String function) {
    return EXPORTABLE.contains(function);
  }

  private static boolean canExport(AggregateCall call) {
    return isExportable(call.name())
        && call.quantifier() == AggregateCall.Quantifier.ALL
        && call.order().isEmpty()
        && call.output() == AggregateCall.Output.VALUE
        && call.arguments().size() <= 1;
  }

  /** Returns the aggregate with states in place of values. */
  static Aggregate partial(Aggregate aggregate) {
    return new Aggregate(
        aggregate.input(),
        aggregate.groups(),
        aggregate.groupingSets(),
        aggregate.aggregates().stream()
            .map(call -> call.withOutput(AggregateCall.Output.STATE))
            .toList(),
        aggregate.groupingFunctions());
  }

  /**
   * Returns a query that combines the states.
   *
   * @param relation the relation that has the partial aggregate's columns, as SQL text
   */
  static String combine(Aggregate aggregate, String relation) {
    int groups = aggregate.groups().size();
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < groups; i++) {
      columns.add("c" + i + " AS c" + i);
    }
    for (int i = 0; i < aggregate.aggregates().size(); i++) {
      AggregateCall call = aggregate.aggregates().get(i);
      int column = groups + i;
      columns.add(
          "CAST(finalize(combine_aggr(to_aggregate_state(c%d, %s, [%s]))) AS %s) AS c%d"
              .formatted(
                  column,
                  SqlText.literal(call.name()),
                  call.arguments().stream()
                      .map(Expression::type)
                      .map(type -> SqlText.literal(type.sql()))
                      .collect(Collectors.joining(", ")),
                  call.type().sql(),
                  column));
    }
    String keys =
        IntStream.range(0, groups).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
    return "SELECT %s FROM %s%s"
        .formatted(String.join(", ", columns), relation, groups == 0 ? "" : " GROUP BY " + keys);
  }
}

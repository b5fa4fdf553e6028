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

  /** The aggregates that are 0 where there are no rows; all others are NULL. */
  private static final Set<String> ZERO_OF_NOTHING =
      Set.of("count_star", "count", "approx_count_distinct");

  /** Returns whether the aggregate can run in two phases. */
  static boolean canExport(Aggregate aggregate) {
    return !aggregate.aggregates().isEmpty()
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

  /** Returns the aggregate by all groups at once, with states in place of values. */
  static Aggregate partial(Aggregate aggregate) {
    return new Aggregate(
        aggregate.input(),
        aggregate.groups(),
        List.of(),
        aggregate.aggregates().stream()
            .map(call -> call.withOutput(AggregateCall.Output.STATE))
            .toList(),
        List.of());
  }

  /**
   * Returns a query that combines the states.
   *
   * @param relation the relation that has the partial aggregate's columns, as SQL text
   */
  static String combine(Aggregate aggregate, String relation) {
    int groups = aggregate.groups().size();
    List<String> columns = new ArrayList<>(names(IntStream.range(0, groups).boxed().toList()));
    for (int i = 0; i < aggregate.aggregates().size(); i++) {
      columns.add(combined(aggregate, aggregate.aggregates().get(i), groups + i));
    }
    for (List<Integer> function : aggregate.groupingFunctions()) {
      columns.add("GROUPING(" + String.join(", ", names(function)) + ")");
    }
    String output =
        IntStream.range(0, columns.size())
            .mapToObj(i -> columns.get(i) + " AS c" + i)
            .collect(Collectors.joining(", "));
    return "SELECT " + output + " FROM " + relation + groupBy(aggregate);
  }

  private static String combined(Aggregate aggregate, AggregateCall call, int column) {
    String types =
        call.arguments().stream()
            .map(Expression::type)
            .map(type -> SqlText.literal(type.sql()))
            .collect(Collectors.joining(", "));
    String value =
        "finalize(combine_aggr(to_aggregate_state(c%d, %s, [%s])))"
            .formatted(column, SqlText.literal(call.name()), types);
    // The set without groups has a row even where no task had any, so that there is no state.
    boolean ofNothing =
        aggregate.groupingSets().stream().anyMatch(List::isEmpty)
            && !aggregate.groups().isEmpty()
            && ZERO_OF_NOTHING.contains(call.name());
    return "CAST(%s AS %s)"
        .formatted(ofNothing ? "coalesce(" + value + ", 0)" : value, call.type().sql());
  }

  private static String groupBy(Aggregate aggregate) {
    if (aggregate.groups().isEmpty() && aggregate.groupingSets().size() <= 1) {
      return "";
    }
    if (aggregate.groupingSets().isEmpty()) {
      return " GROUP BY "
          + String.join(
              ", ", names(IntStream.range(0, aggregate.groups().size()).boxed().toList()));
    }
    return aggregate.groupingSets().stream()
        .map(set -> "(" + String.join(", ", names(set)) + ")")
        .collect(Collectors.joining(", ", " GROUP BY GROUPING SETS (", ")"));
  }

  /** Returns whether there is one grouping set, of all groups. */
  static boolean groupsAll(Aggregate aggregate) {
    return aggregate.groupingSets().isEmpty()
        || aggregate.groupingSets().size() == 1
            && aggregate.groupingSets().get(0).stream().distinct().count()
                == aggregate.groups().size();
  }

  private static List<String> names(List<Integer> columns) {
    return columns.stream().map(column -> "c" + column).toList();
  }
}

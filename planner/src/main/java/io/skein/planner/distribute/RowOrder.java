package io.skein.planner.distribute;

import io.skein.planner.plan.Aggregate;
import io.skein.planner.plan.AggregateCall;
import io.skein.planner.plan.Distinct;
import io.skein.planner.plan.Limit;
import io.skein.planner.plan.Order;
import io.skein.planner.plan.PlanNode;
import io.skein.planner.plan.PositionalJoin;
import io.skein.planner.plan.Window;
import java.util.Set;

/**
 * Tells whether a plan's answer depends on the order in which rows of tables come. Then they are
 * taken shard by shard, as one DuckDB would read them.
 */
final class RowOrder {
  /** Aggregates that need all their rows in one place, in any order. */
  private static final Set<String> INDIFFERENT =
      Set.of(
          "median",
          "quantile",
          "quantile_cont",
          "quantile_disc",
          "mad",
          "entropy",
          "histogram",
          "skewness",
          "kurtosis",
          "kurtosis_pop",
          "corr",
          "covar_pop",
          "covar_samp");

  private RowOrder() {}

  /** Returns whether it does; where it is not sure it says yes. */
  static boolean matters(PlanNode node) {
    if (node instanceof Aggregate aggregate
        && !aggregate.aggregates().stream().allMatch(RowOrder::isIndifferent)) {
      return true;
    }
    if (node instanceof Limit limit && !(limit.input() instanceof Order)) {
      return true;
    }
    if (node instanceof Distinct distinct && !distinct.comparesWholeRows()) {
      return true;
    }
    return node instanceof Window
        || node instanceof PositionalJoin
        || node.children().stream().anyMatch(RowOrder::matters);
  }

  private static boolean isIndifferent(AggregateCall call) {
    return call.order().isEmpty()
        && (AggregateStates.isExportable(call.name()) || INDIFFERENT.contains(call.name()));
  }
}

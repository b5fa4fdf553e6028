package io.skein.planner.distribute;

import io.skein.planner.plan.Aggregate;
import io.skein.planner.plan.AggregateCall;
import io.skein.planner.plan.CrossProduct;
import io.skein.planner.plan.Distinct;
import io.skein.planner.plan.Filter;
import io.skein.planner.plan.Limit;
import io.skein.planner.plan.Order;
import io.skein.planner.plan.PlanNode;
import io.skein.planner.plan.PositionalJoin;
import io.skein.planner.plan.Projection;
import io.skein.planner.plan.SingleRow;
import io.skein.planner.plan.Window;
import io.skein.planner.plan.WindowCall;
import io.skein.planner.plan.WindowFrame;
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

  /** Window functions that give rows that tie the same value. */
  private static final Set<String> RANKS =
      Set.of("rank", "dense_rank", "percent_rank", "cume_dist");

  private RowOrder() {}

  /** Returns whether it does; where it is not sure it says yes. */
  static boolean matters(PlanNode node) {
    if (node instanceof Aggregate aggregate
        && !isOneRow(aggregate.input())
        && !aggregate.aggregates().stream().allMatch(RowOrder::isIndifferent)) {
      return true;
    }
    if (node instanceof Limit limit && !isOrdered(limit.input()) && !isOneRow(limit.input())) {
      return true;
    }
    if (node instanceof Window window
        && !window.calls().stream().allMatch(RowOrder::isIndifferent)) {
      return true;
    }
    if (node instanceof Distinct distinct && !distinct.comparesWholeRows()) {
      return true;
    }
    return node instanceof PositionalJoin || node.children().stream().anyMatch(RowOrder::matters);
  }

  private static boolean isOrdered(PlanNode node) {
    return node instanceof Order
        || node instanceof Projection projection && isOrdered(projection.input());
  }

  /** Returns whether the node has one row at most, so that there is no order. */
  private static boolean isOneRow(PlanNode node) {
    if (node instanceof Aggregate aggregate) {
      return aggregate.groups().isEmpty() && aggregate.groupingSets().size() <= 1;
    }
    if (node instanceof Projection || node instanceof Filter || node instanceof Order) {
      return isOneRow(node.children().get(0));
    }
    return node instanceof SingleRow
        || node instanceof Limit limit && isOneRow(limit.input())
        || node instanceof CrossProduct product
            && isOneRow(product.left())
            && isOneRow(product.right());
  }

  /**
   * Ties in a window's order are broken by no rule, also in one DuckDB; without any order it takes
   * the rows as they come.
   */
  private static boolean isIndifferent(WindowCall call) {
    if (RANKS.contains(call.function().name())) {
      return true;
    }
    return !call.order().isEmpty()
        || call.frame().mode() != WindowFrame.Mode.ROWS && isIndifferent(call.function());
  }

  private static boolean isIndifferent(AggregateCall call) {
    return call.order().isEmpty()
        && (AggregateStates.isExportable(call.name()) || INDIFFERENT.contains(call.name()));
  }
}

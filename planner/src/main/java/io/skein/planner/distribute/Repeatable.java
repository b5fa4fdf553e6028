package io.skein.planner.distribute;

import io.skein.planner.plan.Aggregate;
import io.skein.planner.plan.AggregateCall;
import io.skein.planner.plan.CrossProduct;
import io.skein.planner.plan.DataType;
import io.skein.planner.plan.Distinct;
import io.skein.planner.plan.EmptyResult;
import io.skein.planner.plan.Filter;
import io.skein.planner.plan.Join;
import io.skein.planner.plan.LateralFunction;
import io.skein.planner.plan.Order;
import io.skein.planner.plan.PlanNode;
import io.skein.planner.plan.Projection;
import io.skein.planner.plan.RelationReference;
import io.skein.planner.plan.Scan;
import io.skein.planner.plan.SetOperation;
import io.skein.planner.plan.SingleRow;
import io.skein.planner.plan.TableFunction;
import io.skein.planner.plan.Unnest;
import io.skein.planner.plan.Values;
import java.util.Set;

/**
 * Which operators put out the same rows each time that they run over the same rows. If several
 * tasks read of a stage that does not, they must all read of one run: a row could otherwise be in
 * two partitions, or in none.
 */
final class Repeatable {
  /** Aggregates whose value depends neither on the order of rows nor on how they are divided. */
  private static final Set<String> EXACT =
      Set.of(
          "count_star",
          "count",
          "count_if",
          "min",
          "max",
          "bool_and",
          "bool_or",
          "bit_and",
          "bit_or",
          "bit_xor");

  /** Aggregates of which that holds for numbers without rounding. */
  private static final Set<String> EXACT_WITHOUT_ROUNDING = Set.of("sum", "sum_no_overflow", "avg");

  private Repeatable() {}

  /** Returns whether the operator does; where it is not sure it says no. */
  static boolean allows(PlanNode operator) {
    if (operator instanceof Aggregate aggregate) {
      return aggregate.aggregates().stream().allMatch(Repeatable::isExact);
    }
    if (operator instanceof Distinct distinct) {
      return distinct.comparesWholeRows();
    }
    if (operator instanceof Scan scan) {
      return !scan.numbersRows();
    }
    return operator instanceof Projection
        || operator instanceof Filter
        || operator instanceof Join
        || operator instanceof CrossProduct
        || operator instanceof Order
        || operator instanceof SetOperation
        || operator instanceof Unnest
        || operator instanceof Values
        || operator instanceof TableFunction
        || operator instanceof LateralFunction
        || operator instanceof SingleRow
        || operator instanceof EmptyResult
        || operator instanceof RelationReference;
  }

  private static boolean isExact(AggregateCall call) {
    return EXACT.contains(call.name())
        || EXACT_WITHOUT_ROUNDING.contains(call.name())
            && call.arguments().stream().allMatch(argument -> !rounds(argument.type()));
  }

  private static boolean rounds(DataType type) {
    return type.equals(new DataType.Named("DOUBLE")) || type.equals(new DataType.Named("FLOAT"));
  }
}

package io.skein.it;

import io.skein.planner.plan.ColumnReference;
import io.skein.planner.plan.Limit;
import io.skein.planner.plan.Order;
import io.skein.planner.plan.PlanNode;
import io.skein.planner.plan.Projection;
import io.skein.planner.plan.SortKey;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a result's order is determined.
 *
 * @param keys the columns of the result that are its first sort keys
 * @param limited whether only some of the rows are in the result: of rows with equal keys any
 * @param skips whether first rows are left out
 */
record ResultOrder(List<Integer> keys, boolean limited, boolean skips) {

  ResultOrder {
    keys = List.copyOf(keys);
  }

  /** Returns the order of the plan's result. */
  static ResultOrder of(PlanNode plan) {
    if (plan instanceof Order order) {
      return new ResultOrder(keys(order), false, false);
    }
    if (plan instanceof Limit limit) {
      ResultOrder input = of(limit.input());
      return new ResultOrder(input.keys, true, !(limit.offset() instanceof Limit.Unset));
    }
    if (plan instanceof Projection projection) {
      ResultOrder input = of(projection.input());
      return new ResultOrder(keys(projection, input.keys), input.limited, input.skips);
    }
    return new ResultOrder(List.of(), false, false);
  }

  private static List<Integer> keys(Order order) {
    List<Integer> keys = new ArrayList<>();
    for (SortKey key : order.keys()) {
      int position =
          key.expression() instanceof ColumnReference column
              ? order.output().indexOf(column.index())
              : -1;
      if (position < 0) {
        break;
      }
      keys.add(position);
    }
    return keys;
  }

  private static List<Integer> keys(Projection projection, List<Integer> inputKeys) {
    List<Integer> keys = new ArrayList<>();
    for (int key : inputKeys) {
      int position = position(projection, key);
      if (position < 0) {
        break;
      }
      keys.add(position);
    }
    return keys;
  }

  private static int position(Projection projection, int column) {
    for (int i = 0; i < projection.expressions().size(); i++) {
      if (projection.expressions().get(i) instanceof ColumnReference reference
          && reference.index() == column) {
        return i;
      }
    }
    return -1;
  }
}

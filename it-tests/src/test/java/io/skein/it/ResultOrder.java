package io.skein.it;

import io.skein.planner.plan.ColumnReference;
import io.skein.planner.plan.Limit;
import io.skein.planner.plan.Order;
import io.skein.planner.plan.PlanNode;
import io.skein.planner.plan.Projection;
import io.skein.planner.plan.SortKey;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What of a result's order is determined.
 *
 * @param keys the columns of the result that are its first sort keys
 * @param limited whether rows may be left out: of rows with equal keys any
 * @param limit how many rows there are at most, if that is known
 * @param skips whether first rows are left out
 */
record ResultOrder(List<Integer> keys, boolean limited, OptionalLong limit, boolean skips) {
  /** No order, and all rows. */
  static final ResultOrder NONE = ofAllRows(List.of());

  ResultOrder {
    keys = List.copyOf(keys);
  }

  /** Returns the order of all rows by the columns. */
  static ResultOrder ofAllRows(List<Integer> keys) {
    return new ResultOrder(keys, false, OptionalLong.empty(), false);
  }

  /** Returns the order of the plan's result. */
  static ResultOrder of(PlanNode plan) {
    if (plan instanceof Order order) {
      return ofAllRows(keys(order));
    }
    if (plan instanceof Limit limit) {
      OptionalLong rows =
          limit.count() instanceof Limit.Rows count
              ? OptionalLong.of(count.rows())
              : limit.count() instanceof Limit.Unset
                  ? OptionalLong.of(Long.MAX_VALUE)
                  : OptionalLong.empty();
      return new ResultOrder(
          of(limit.input()).keys, true, rows, !(limit.offset() instanceof Limit.Unset));
    }
    if (plan instanceof Projection projection) {
      ResultOrder input = of(projection.input());
      return new ResultOrder(keys(projection, input.keys), input.limited, input.limit, input.skips);
    }
    return NONE;
  }

  /** Whether rows at the end of a result with so many rows may have been chosen among equals. */
  boolean endsAmongEquals(int rows) {
    return limited && (limit.isEmpty() || rows >= limit.getAsLong());
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

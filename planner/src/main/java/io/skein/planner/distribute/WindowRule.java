package io.skein.planner.distribute;

import io.skein.planner.plan.ColumnReference;
import io.skein.planner.plan.Expression;
import io.skein.planner.plan.Window;
import io.skein.planner.plan.WindowCall;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The rule of window functions: rows are divided by the columns by which all functions partition
 * them; where there are none, everything meets in one place. For one plan; not thread-safe.
 */
final class WindowRule {
  private final Cuts cuts;
  private final DistributionOptions options;
  private final boolean inShardOrder;

  WindowRule(Cuts cuts, DistributionOptions options, boolean inShardOrder) {
    this.cuts = cuts;
    this.options = options;
    this.inShardOrder = inShardOrder;
  }

  /** Returns the window functions over the piece, which is that of their input. */
  Piece window(Window window, Piece input) {
    Window over = (Window) window.withChildren(List.of(input.node()));
    if (!input.spread().isDistributed()) {
      return input.under(over);
    }
    List<Expression> keys = commonPartitions(window);
    if (!inShardOrder && input.partitioning().isWithin(positions(keys))) {
      return input.under(over);
    }
    keys = keys.stream().filter(key -> HashKeys.allow(key.type())).toList();
    boolean divides =
        !inShardOrder
            && !keys.isEmpty()
            && Estimator.groups(keys, input.estimate()) >= cuts.partitions()
            && input.estimate().bytes() >= options.exchangeBytes();
    Piece met = divides ? cuts.partitioned(input, keys) : cuts.single(input);
    return met.under(window.withChildren(List.of(met.node())));
  }

  private static List<Expression> commonPartitions(Window window) {
    Set<Expression> common = new LinkedHashSet<>();
    boolean first = true;
    for (WindowCall call : window.calls()) {
      List<Expression> columns = new ArrayList<>(call.partitions());
      columns.removeIf(column -> !(column instanceof ColumnReference));
      if (first) {
        common.addAll(columns);
        first = false;
      } else {
        common.retainAll(columns);
      }
    }
    return List.copyOf(common);
  }

  private static Set<Integer> positions(List<Expression> columns) {
    Set<Integer> positions = new LinkedHashSet<>();
    columns.forEach(column -> positions.add(((ColumnReference) column).index()));
    return positions;
  }
}

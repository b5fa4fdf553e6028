package io.skein.planner.distribute;

import io.skein.planner.plan.ColumnReference;
import io.skein.planner.plan.ComparisonKind;
import io.skein.planner.plan.Expression;
import io.skein.planner.plan.Filter;
import io.skein.planner.plan.Join;
import io.skein.planner.plan.JoinCondition;
import io.skein.planner.plan.JoinKind;
import io.skein.planner.plan.OperatorCall;
import io.skein.planner.plan.PlanNode;
import io.skein.planner.plan.Projection;
import io.skein.planner.plan.Scan;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes conditions out of a piece that other conditions of the same piece imply: one that stands in
 * a scan and in the filter above it, and IS NOT NULL of a column that a join in the piece compares.
 * Used by one thread.
 *
 * <p>Such conditions take no row away, but a worker's DuckDB guesses that each one takes four
 * fifths of them, and then may build the hash table of the larger side: TPC-H's q04 took twice as
 * long. A side that is read through an exchange is another piece, and keeps them: rows with NULL
 * keys need not travel.
 */
final class RedundantConditions {
  private final Map<Scan, Scan> originals = new IdentityHashMap<>();

  /** Returns the node without redundant conditions. */
  PlanNode removeFrom(PlanNode node) {
    PlanNode here = node;
    if (node instanceof Filter filter && filter.input() instanceof Scan scan) {
      here = withoutRepeated(filter, scan);
    } else if (node instanceof Join join) {
      here = withoutKeysNotNull(join);
    }
    return here.mapChildren(this::removeFrom);
  }

  /** Returns the scan that the scan of a returned node stands for. */
  Scan original(Scan scan) {
    return originals.getOrDefault(scan, scan);
  }

  private static PlanNode withoutRepeated(Filter filter, Scan scan) {
    Set<Expression> known = new HashSet<>(scan.filters());
    List<Expression> left =
        filter.conditions().stream()
            .filter(
                condition ->
                    known.add(
                        condition.mapColumns(
                            column -> column.at(scan.output().get(column.index())))))
            .toList();
    return new Filter(scan, left, filter.output());
  }

  private PlanNode withoutKeysNotNull(Join join) {
    if (join.kind() == JoinKind.MARK) {
      // A NULL in its right side is an answer.
      return join;
    }
    PlanNode left = join.left();
    PlanNode right = join.right();
    for (JoinCondition condition : join.conditions()) {
      if (condition.comparison() != ComparisonKind.EQUAL) {
        continue;
      }
      if (!join.kind().keepsUnmatchedLeft() && condition.left() instanceof ColumnReference key) {
        left = withoutNotNull(left, key.index());
      }
      if (!join.kind().keepsUnmatchedRight() && condition.right() instanceof ColumnReference key) {
        right = withoutNotNull(right, key.index());
      }
    }
    return join.withChildren(List.of(left, right));
  }

  /** Returns the node without the condition that its column is not NULL. */
  private PlanNode withoutNotNull(PlanNode node, int column) {
    if (node instanceof Projection projection) {
      return projection.expressions().get(column) instanceof ColumnReference source
          ? projection.withChildren(List.of(withoutNotNull(projection.input(), source.index())))
          : projection;
    }
    if (node instanceof Filter filter) {
      int source = filter.output().get(column);
      return new Filter(
          withoutNotNull(filter.input(), source),
          without(filter.conditions(), source),
          filter.output());
    }
    if (node instanceof Scan scan) {
      List<Expression> filters = without(scan.filters(), scan.output().get(column));
      if (filters.size() < scan.filters().size()) {
        Scan narrow =
            new Scan(
                scan.catalog(),
                scan.schema(),
                scan.table(),
                scan.columns(),
                scan.output(),
                filters);
        originals.put(narrow, original(scan));
        return narrow;
      }
    }
    return node;
  }

  private static List<Expression> without(List<Expression> conditions, int column) {
    return conditions.stream().filter(condition -> !saysNotNull(condition, column)).toList();
  }

  private static boolean saysNotNull(Expression condition, int column) {
    return condition instanceof OperatorCall call
        && call.kind() == OperatorCall.Kind.IS_NOT_NULL
        && call.operands().get(0) instanceof ColumnReference reference
        && reference.index() == column;
  }
}

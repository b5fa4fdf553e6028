package io.skein.planner.distribute;

import io.skein.planner.plan.Aggregate;
import io.skein.planner.plan.ColumnReference;
import io.skein.planner.plan.CrossProduct;
import io.skein.planner.plan.Distinct;
import io.skein.planner.plan.Expression;
import io.skein.planner.plan.Filter;
import io.skein.planner.plan.Join;
import io.skein.planner.plan.JoinCondition;
import io.skein.planner.plan.JoinKind;
import io.skein.planner.plan.Limit;
import io.skein.planner.plan.Order;
import io.skein.planner.plan.PlanNode;
import io.skein.planner.plan.Projection;
import io.skein.planner.plan.SetOperation;
import io.skein.planner.plan.Unnest;
import io.skein.planner.plan.Window;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/** Follows the columns by which rows are divided from the inputs of an operator to its output. */
final class OutputColumns {

  private OutputColumns() {}

  /**
   * Returns how the output of an operator is divided that runs at every task over its inputs there.
   *
   * @param operator the operator over the inputs' nodes
   */
  static Partitioning partitioning(PlanNode operator, List<Piece> inputs) {
    if (inputs.isEmpty()) {
      return Partitioning.UNKNOWN;
    }
    Partitioning first = inputs.get(0).partitioning();
    if (operator instanceof Projection projection) {
      return first.map(expressions(projection.expressions()));
    }
    if (operator instanceof Aggregate aggregate) {
      return aggregate.groupingSets().size() > 1
          ? Partitioning.UNKNOWN
          : first.map(expressions(aggregate.groups()));
    }
    if (operator instanceof Filter filter) {
      return first.map(positions(filter.output(), 0));
    }
    if (operator instanceof Order order) {
      return first.map(positions(order.output(), 0));
    }
    if (operator instanceof Window
        || operator instanceof Unnest
        || operator instanceof Distinct
        || operator instanceof Limit) {
      return first;
    }
    if (operator instanceof Join join) {
      return join(join, inputs.get(0), inputs.get(1));
    }
    if (operator instanceof CrossProduct) {
      int width = inputs.get(0).node().types().size();
      return inputs.get(0).spread().isDistributed()
          ? first
          : inputs.get(1).partitioning().map(column -> Set.of(column + width));
    }
    if (operator instanceof SetOperation) {
      return inputs.stream()
          .map(Piece::partitioning)
          .reduce(Partitioning::and)
          .orElse(Partitioning.UNKNOWN);
    }
    return Partitioning.UNKNOWN;
  }

  private static Partitioning join(Join join, Piece left, Piece right) {
    IntFunction<Set<Integer>> leftPositions = positions(join.leftOutput(), 0);
    IntFunction<Set<Integer>> rightPositions =
        positions(join.rightOutput(), join.leftOutput().size());
    int leftWidth = left.node().types().size();
    // Columns of a side of which rows may be missing are NULL there: they tell nothing.
    boolean leftTells = !join.kind().keepsUnmatchedRight();
    boolean rightTells = join.kind() == JoinKind.INNER || join.kind() == JoinKind.RIGHT;
    IntFunction<Set<Integer>> both =
        column -> {
          if (column < leftWidth) {
            return leftTells ? leftPositions.apply(column) : Set.of();
          }
          return rightTells ? rightPositions.apply(column - leftWidth) : Set.of();
        };
    Partitioning known =
        left.partitioning().isKnown() && leftTells
            ? left.partitioning()
            : right.partitioning().map(column -> Set.of(column + leftWidth));
    if (join.kind() == JoinKind.INNER) {
      // Only here every row meets the conditions: a row without a match may differ in them.
      known = withEquals(known, join.conditions(), leftWidth);
    }
    return known.map(both);
  }

  private static Partitioning withEquals(
      Partitioning partitioning, List<JoinCondition> conditions, int leftWidth) {
    Partitioning known = partitioning;
    for (JoinCondition condition : conditions) {
      if (condition.comparison().equates()
          && condition.left() instanceof ColumnReference l
          && condition.right() instanceof ColumnReference r
          && l.type().equals(r.type())) {
        known =
            known
                .withEqual(l.index(), r.index() + leftWidth)
                .withEqual(r.index() + leftWidth, l.index());
      }
    }
    return known;
  }

  private static IntFunction<Set<Integer>> expressions(List<Expression> expressions) {
    return column -> {
      Set<Integer> found = new LinkedHashSet<>();
      for (int i = 0; i < expressions.size(); i++) {
        if (expressions.get(i) instanceof ColumnReference reference
            && reference.index() == column) {
          found.add(i);
        }
      }
      return found;
    };
  }

  private static IntFunction<Set<Integer>> positions(List<Integer> output, int offset) {
    return column -> {
      Set<Integer> found = new LinkedHashSet<>();
      for (int i = 0; i < output.size(); i++) {
        if (output.get(i) == column) {
          found.add(i + offset);
        }
      }
      return found;
    };
  }
}

package io.skein.planner.plan;

import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which output columns of each operator are read by the operators above. Operators are told apart
 * by identity. Immutable once made.
 */
final class RequiredColumns {
  private final Map<PlanNode, BitSet> required = new IdentityHashMap<>();
  private final Map<Long, BitSet> ctes = new HashMap<>();

  private RequiredColumns() {}

  /** Returns the columns that a plan needs all of whose output columns are read. */
  static RequiredColumns of(PlanNode root) {
    RequiredColumns columns = new RequiredColumns();
    columns.require(root, all(root));
    return columns;
  }

  /** Returns the required output columns of the operator, which is one of the plan's. */
  BitSet of(PlanNode node, int width) {
    return (BitSet) required.getOrDefault(node, new BitSet(width)).clone();
  }

  /** Returns the columns of the common table expression that a reference reads. */
  BitSet ofCte(long cte) {
    return (BitSet) ctes.getOrDefault(cte, new BitSet()).clone();
  }

  private static BitSet all(PlanNode node) {
    BitSet all = new BitSet();
    all.set(0, node.types().size());
    return all;
  }

  private void require(PlanNode node, BitSet columns) {
    BitSet known = required.computeIfAbsent(node, key -> new BitSet());
    known.or(columns);
    BitSet needed = (BitSet) known.clone();
    if (node instanceof CteReference reference) {
      ctes.computeIfAbsent(reference.cte(), key -> new BitSet()).or(needed);
    } else if (node instanceof Projection projection) {
      require(projection.input(), read(pick(projection.expressions(), needed), new BitSet()));
    } else if (node instanceof Filter filter) {
      require(filter.input(), read(filter.conditions(), picked(filter.output(), needed)));
    } else if (node instanceof Order order) {
      require(order.input(), readKeys(order.keys(), picked(order.output(), needed)));
    } else if (node instanceof Limit limit) {
      require(limit.input(), read(limit.expressions(), needed));
    } else if (node instanceof Aggregate aggregate) {
      require(aggregate.input(), readByAggregate(aggregate, needed));
    } else if (node instanceof Window window) {
      int width = window.input().types().size();
      BitSet below = needed.get(0, width);
      for (WindowCall call :
          pick(window.calls(), needed.get(width, Math.max(width, needed.length())))) {
        read(call.expressions(), below);
      }
      require(window.input(), below);
    } else if (node instanceof Unnest unnest) {
      int width = unnest.input().types().size();
      require(unnest.input(), read(unnest.lists(), needed.get(0, width)));
    } else if (node instanceof Distinct distinct && !distinct.comparesWholeRows()) {
      require(distinct.input(), readKeys(distinct.order(), read(distinct.targets(), needed)));
    } else if (node instanceof Join join) {
      known.or(withLeast(join, needed));
      requireJoin(
          join.left(),
          join.right(),
          join.conditions(),
          join.residuals(),
          join.leftOutput(),
          join.rightOutput(),
          needed);
    } else if (node instanceof AsofJoin join) {
      if (needed.isEmpty()) {
        needed.set(0);
        known.set(0);
      }
      requireJoin(
          join.left(),
          join.right(),
          join.conditions(),
          List.of(),
          join.leftOutput(),
          join.rightOutput(),
          needed);
    } else if (node instanceof CrossProduct product) {
      requireSides(product.left(), product.right(), needed);
    } else if (node instanceof PositionalJoin join) {
      requireSides(join.left(), join.right(), needed);
    } else if (node instanceof SetOperation operation
        && operation.kind() == SetOperation.Kind.UNION) {
      operation.children().forEach(child -> require(child, needed));
    } else if (node instanceof MaterializedCte cte) {
      require(cte.consumer(), needed);
      require(cte.definition(), ofCte(cte.cte()));
    } else {
      node.children().forEach(child -> require(child, all(child)));
    }
  }

  /** Adds to the columns what a join must put out even if nobody reads it. */
  private static BitSet withLeast(Join join, BitSet needed) {
    int leftWidth = join.leftOutput().size();
    if (join.kind() == JoinKind.SINGLE && needed.nextSetBit(leftWidth) < 0) {
      // Reading a column of the right side is what makes more than one match an error.
      needed.set(leftWidth);
    }
    if (needed.isEmpty() && !join.types().isEmpty()) {
      needed.set(0);
    }
    return needed;
  }

  private void requireSides(PlanNode left, PlanNode right, BitSet needed) {
    int width = left.types().size();
    require(left, needed.get(0, width));
    require(right, needed.get(width, width + right.types().size()));
  }

  private void requireJoin(
      PlanNode left,
      PlanNode right,
      List<JoinCondition> conditions,
      List<Expression> residuals,
      List<Integer> leftOutput,
      List<Integer> rightOutput,
      BitSet needed) {
    int width = left.types().size();
    BitSet both = read(residuals, new BitSet());
    BitSet leftColumns = both.get(0, width);
    BitSet rightColumns = both.get(width, width + right.types().size());
    int leftWidth = leftOutput.size();
    leftColumns.or(picked(leftOutput, needed.get(0, leftWidth)));
    rightColumns.or(picked(rightOutput, needed.get(leftWidth, leftWidth + rightOutput.size())));
    for (JoinCondition condition : conditions) {
      read(List.of(condition.left()), leftColumns);
      read(List.of(condition.right()), rightColumns);
    }
    require(left, leftColumns);
    require(right, rightColumns);
  }

  private static BitSet readByAggregate(Aggregate aggregate, BitSet needed) {
    BitSet below = read(aggregate.groups(), new BitSet());
    int groups = aggregate.groups().size();
    BitSet calls = needed.get(groups, groups + aggregate.aggregates().size());
    for (AggregateCall call : pick(aggregate.aggregates(), calls)) {
      read(call.expressions(), below);
    }
    return below;
  }

  /** Adds the columns that the expressions read. */
  private static BitSet read(List<Expression> expressions, BitSet columns) {
    for (Expression expression : expressions) {
      expression.columns().forEach(column -> columns.set(column.index()));
    }
    return columns;
  }

  private static BitSet readKeys(List<SortKey> keys, BitSet columns) {
    return read(keys.stream().map(SortKey::expression).toList(), columns);
  }

  static <T> List<T> pick(List<T> elements, BitSet positions) {
    return positions.stream().mapToObj(elements::get).toList();
  }

  private static BitSet picked(List<Integer> output, BitSet needed) {
    BitSet positions = new BitSet();
    needed.stream().forEach(i -> positions.set(output.get(i)));
    return positions;
  }
}

package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;

/**
 * Keeps one row for each combination of the targets' values, NULL being equal to NULL.
 *
 * @param input the input
 * @param targets what tells rows apart
 * @param order which row is kept: the first in this order; any, if empty
 */
public record Distinct(PlanNode input, List<Expression> targets, List<SortKey> order)
    implements PlanNode {

  public Distinct {
    Objects.requireNonNull(input, "input");
    targets = List.copyOf(targets);
    order = List.copyOf(order);
  }

  /** Returns whether whole rows are told apart, so that it does not matter which one is kept. */
  public boolean comparesWholeRows() {
    int width = input.types().size();
    return targets.size() == width
        && targets.stream()
                .filter(ColumnReference.class::isInstance)
                .map(target -> ((ColumnReference) target).index())
                .distinct()
                .count()
            == width;
  }

  @Override
  public List<PlanNode> children() {
    return List.of(input);
  }

  @Override
  public List<DataType> types() {
    return input.types();
  }

  @Override
  public PlanNode withChildren(List<PlanNode> children) {
    return new Distinct(children.get(0), targets, order);
  }
}

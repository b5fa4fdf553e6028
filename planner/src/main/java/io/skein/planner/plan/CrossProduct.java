package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;

/**
 * Pairs every left row with every right row. The output is left columns, right columns.
 *
 * @param left the left side
 * @param right the right side
 */
public record CrossProduct(PlanNode left, PlanNode right) implements PlanNode {

  public CrossProduct {
    Objects.requireNonNull(left, "left");
    Objects.requireNonNull(right, "right");
  }

  @Override
  public List<PlanNode> children() {
    return List.of(left, right);
  }

  @Override
  public List<DataType> types() {
    return Lists.concat(left.types(), right.types());
  }

  @Override
  public PlanNode withChildren(List<PlanNode> children) {
    return new CrossProduct(children.get(0), children.get(1));
  }
}

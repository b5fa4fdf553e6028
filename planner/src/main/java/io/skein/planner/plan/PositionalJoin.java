package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;

/**
 * Pairs the rows of both sides by their position; the shorter side is filled with NULL. The output
 * is left columns, right columns.
 *
 * @param left the left side
 * @param right the right side
 */
public record PositionalJoin(PlanNode left, PlanNode right) implements PlanNode {

  public PositionalJoin {
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
    return new PositionalJoin(children.get(0), children.get(1));
  }
}

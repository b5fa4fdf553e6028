package io.skein.planner.plan;

import java.util.List;

/** One row, of one INTEGER column that nobody reads: what a SELECT without FROM selects from. */
public record SingleRow() implements PlanNode {

  @Override
  public List<PlanNode> children() {
    return List.of();
  }

  @Override
  public List<DataType> types() {
    return List.of(DataType.INTEGER);
  }

  @Override
  public PlanNode withChildren(List<PlanNode> children) {
    return this;
  }
}

package io.skein.planner.plan;

import java.util.List;

/**
 * No rows.
 *
 * @param types the types of the columns
 */
public record EmptyResult(List<DataType> types) implements PlanNode {

  public EmptyResult {
    types = List.copyOf(types);
  }

  @Override
  public List<PlanNode> children() {
    return List.of();
  }

  @Override
  public PlanNode withChildren(List<PlanNode> children) {
    return this;
  }
}

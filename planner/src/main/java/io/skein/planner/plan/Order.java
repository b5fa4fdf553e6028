package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;

/**
 * Sorts the rows.
 *
 * @param input the input
 * @param keys the sort keys
 * @param output the positions of the input's columns that are put out
 */
public record Order(PlanNode input, List<SortKey> keys, List<Integer> output) implements PlanNode {

  public Order {
    Objects.requireNonNull(input, "input");
    keys = List.copyOf(keys);
    output = List.copyOf(output);
  }

  @Override
  public List<PlanNode> children() {
    return List.of(input);
  }

  @Override
  public List<DataType> types() {
    return Lists.pick(input.types(), output);
  }

  @Override
  public PlanNode withChildren(List<PlanNode> children) {
    return new Order(children.get(0), keys, output);
  }
}

package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;

/**
 * Keeps the rows that meet all conditions.
 *
 * @param input the input
 * @param conditions the conditions
 * @param output the positions of the input's columns that are put out
 */
public record Filter(PlanNode input, List<Expression> conditions, List<Integer> output)
    implements PlanNode {

  public Filter {
    Objects.requireNonNull(input, "input");
    conditions = List.copyOf(conditions);
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
    return new Filter(children.get(0), conditions, output);
  }
}

package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;

/**
 * Puts out each row as often as its longest list has elements, with the elements as columns behind
 * those of the input; shorter lists are filled with NULL.
 *
 * @param input the input
 * @param lists the lists
 * @param elementTypes the types of their elements
 */
public record Unnest(PlanNode input, List<Expression> lists, List<DataType> elementTypes)
    implements PlanNode {

  public Unnest {
    Objects.requireNonNull(input, "input");
    lists = List.copyOf(lists);
    elementTypes = List.copyOf(elementTypes);
  }

  @Override
  public List<PlanNode> children() {
    return List.of(input);
  }

  @Override
  public List<DataType> types() {
    return Lists.concat(input.types(), elementTypes);
  }

  @Override
  public PlanNode withChildren(List<PlanNode> children) {
    return new Unnest(children.get(0), lists, elementTypes);
  }
}

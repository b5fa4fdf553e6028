package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;

/**
 * A call of a table function with constant arguments.
 *
 * @param name the function without a schema
 * @param arguments the arguments
 * @param width how many columns the function has
 * @param output the positions of the columns that are put out
 * @param types the types of the columns that are put out
 */
public record TableFunction(
    String name, List<Constant> arguments, int width, List<Integer> output, List<DataType> types)
    implements PlanNode {

  public TableFunction {
    Objects.requireNonNull(name, "name");
    arguments = List.copyOf(arguments);
    output = List.copyOf(output);
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

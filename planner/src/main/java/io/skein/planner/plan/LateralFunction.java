package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;

/**
 * A table function that is called once for each row of the input; its arguments are the first
 * columns of the input.
 *
 * @param input the input
 * @param name the function without a schema
 * @param argumentCount how many columns of the input are its arguments
 * @param functionTypes the types of the function's columns, which come first in the output
 * @param kept the positions of the input's columns that follow in the output
 */
public record LateralFunction(
    PlanNode input,
    String name,
    int argumentCount,
    List<DataType> functionTypes,
    List<Integer> kept)
    implements PlanNode {

  public LateralFunction {
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(name, "name");
    functionTypes = List.copyOf(functionTypes);
    kept = List.copyOf(kept);
  }

  @Override
  public List<PlanNode> children() {
    return List.of(input);
  }

  @Override
  public List<DataType> types() {
    return Lists.concat(functionTypes, Lists.pick(input.types(), kept));
  }

  @Override
  public PlanNode withChildren(List<PlanNode> children) {
    return new LateralFunction(children.get(0), name, argumentCount, functionTypes, kept);
  }
}

package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;

/**
 * Adds window functions as columns behind those of the input.
 *
 * @param input the input
 * @param calls the window functions
 */
public record Window(PlanNode input, List<WindowCall> calls) implements PlanNode {

  public Window {
    Objects.requireNonNull(input, "input");
    calls = List.copyOf(calls);
  }

  @Override
  public List<PlanNode> children() {
    return List.of(input);
  }

  @Override
  public List<DataType> types() {
    return Lists.concat(input.types(), calls.stream().map(WindowCall::type).toList());
  }

  @Override
  public PlanNode withChildren(List<PlanNode> children) {
    return new Window(children.get(0), calls);
  }
}

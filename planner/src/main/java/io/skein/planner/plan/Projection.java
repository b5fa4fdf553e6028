package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;

/**
 * Computes columns from each row of the input.
 *
 * @param input the input
 * @param expressions the columns
 */
public record Projection(PlanNode input, List<Expression> expressions) implements PlanNode {

  public Projection {
    Objects.requireNonNull(input, "input");
    expressions = List.copyOf(expressions);
  }

  /** Returns the projection that picks columns of the input by position. */
  public static Projection of(PlanNode input, List<Integer> positions) {
    return new Projection(input, Lists.pick(ColumnReference.all(input.types()), positions));
  }

  @Override
  public List<PlanNode> children() {
    return List.of(input);
  }

  @Override
  public List<DataType> types() {
    return expressions.stream().map(Expression::type).toList();
  }

  @Override
  public PlanNode withChildren(List<PlanNode> children) {
    return new Projection(children.get(0), expressions);
  }
}

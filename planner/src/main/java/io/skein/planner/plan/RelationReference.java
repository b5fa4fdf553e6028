package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;

/**
 * A relation that stands where a part of the plan was cut out. Its columns are named {@code c0},
 * {@code c1} and so on, as those of every rendered piece are.
 *
 * @param relation the relation as SQL text, quoted where it must be
 * @param types the types of its columns
 */
public record RelationReference(String relation, List<DataType> types) implements PlanNode {

  public RelationReference {
    Objects.requireNonNull(relation, "relation");
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

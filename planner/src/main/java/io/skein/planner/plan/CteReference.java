package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;

/**
 * Reads the rows of the common table expression with this number.
 *
 * @param cte the number of the {@link MaterializedCte} or {@link RecursiveCte} above
 * @param scope which of a recursive expression's rows are read
 * @param types the types of its columns
 */
public record CteReference(long cte, Scope scope, List<DataType> types) implements PlanNode {

  /** Which rows are read. */
  public enum Scope {
    /** Those of the expression; within the step of a recursive one, those that are new. */
    CURRENT,
    /** Within the step of a recursive expression, all rows found so far. */
    ALL_SO_FAR
  }

  public CteReference {
    Objects.requireNonNull(scope, "scope");
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

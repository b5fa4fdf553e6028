package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;

/**
 * Combines the rows of inputs that have the same column types. UNION without ALL is a {@link
 * Distinct} over UNION ALL.
 *
 * @param kind which rows are put out
 * @param quantifier whether equal rows count once; of UNION always ALL
 * @param children the inputs; of one, its rows are the output
 */
public record SetOperation(Kind kind, AggregateCall.Quantifier quantifier, List<PlanNode> children)
    implements PlanNode {

  /** Which rows are put out. */
  public enum Kind {
    UNION,
    EXCEPT,
    INTERSECT
  }

  public SetOperation {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(quantifier, "quantifier");
    children = List.copyOf(children);
    if (children.isEmpty()) {
      throw new IllegalArgumentException("%s of %d inputs".formatted(kind, children.size()));
    }
  }

  @Override
  public List<DataType> types() {
    return children.get(0).types();
  }

  @Override
  public PlanNode withChildren(List<PlanNode> newChildren) {
    return new SetOperation(kind, quantifier, newChildren);
  }
}

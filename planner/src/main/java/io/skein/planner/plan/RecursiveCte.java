package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;

/**
 * Computes the seed, and then the step over the rows found last, until it finds no more.
 *
 * @param cte its number, unique in the plan
 * @param quantifier whether rows that were found before are dropped
 * @param seed the first rows
 * @param step what is repeated; reads the rows found last by references
 * @param types the types of the columns
 */
public record RecursiveCte(
    long cte,
    AggregateCall.Quantifier quantifier,
    PlanNode seed,
    PlanNode step,
    List<DataType> types)
    implements PlanNode {

  public RecursiveCte {
    Objects.requireNonNull(quantifier, "quantifier");
    Objects.requireNonNull(seed, "seed");
    Objects.requireNonNull(step, "step");
    types = List.copyOf(types);
  }

  @Override
  public List<PlanNode> children() {
    return List.of(seed, step);
  }

  @Override
  public PlanNode withChildren(List<PlanNode> children) {
    return new RecursiveCte(cte, quantifier, children.get(0), children.get(1), types);
  }
}

package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;

/**
 * A common table expression that is computed once and read by any number of references in the
 * consumer, to all of which it gives the same rows.
 *
 * @param cte its number, unique in the plan
 * @param definition what is computed
 * @param consumer what reads it; its output is the output
 */
public record MaterializedCte(long cte, PlanNode definition, PlanNode consumer)
    implements PlanNode {

  public MaterializedCte {
    Objects.requireNonNull(definition, "definition");
    Objects.requireNonNull(consumer, "consumer");
  }

  @Override
  public List<PlanNode> children() {
    return List.of(definition, consumer);
  }

  @Override
  public List<DataType> types() {
    return consumer.types();
  }

  @Override
  public PlanNode withChildren(List<PlanNode> children) {
    return new MaterializedCte(cte, children.get(0), children.get(1));
  }
}

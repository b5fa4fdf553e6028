package io.skein.planner.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Groups rows and aggregates each group. Without groups there is one row, also of no input rows.
 * The output is groups, aggregates, grouping functions.
 *
 * @param input the input
 * @param groups the group expressions
 * @param groupingSets the sets of positions in {@code groups}; empty for one set of all groups
 * @param aggregates the aggregates
 * @param groupingFunctions the arguments of each GROUPING call, as positions in {@code groups}
 */
public record Aggregate(
    PlanNode input,
    List<Expression> groups,
    List<List<Integer>> groupingSets,
    List<AggregateCall> aggregates,
    List<List<Integer>> groupingFunctions)
    implements PlanNode {

  public Aggregate {
    Objects.requireNonNull(input, "input");
    groups = List.copyOf(groups);
    groupingSets = groupingSets.stream().map(List::copyOf).toList();
    aggregates = List.copyOf(aggregates);
    groupingFunctions = groupingFunctions.stream().map(List::copyOf).toList();
  }

  @Override
  public List<PlanNode> children() {
    return List.of(input);
  }

  @Override
  public List<DataType> types() {
    List<DataType> types = new ArrayList<>();
    groups.forEach(group -> types.add(group.type()));
    aggregates.forEach(aggregate -> types.add(aggregate.type()));
    groupingFunctions.forEach(function -> types.add(DataType.BIGINT));
    return types;
  }

  @Override
  public PlanNode withChildren(List<PlanNode> children) {
    return new Aggregate(children.get(0), groups, groupingSets, aggregates, groupingFunctions);
  }
}

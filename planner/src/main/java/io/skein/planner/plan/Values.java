package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;

/**
 * Puts out given rows for each row of the input, which is mostly a {@link SingleRow}.
 *
 * @param input the input, whose columns the rows may use
 * @param rows the rows
 * @param types the types of the columns
 */
public record Values(PlanNode input, List<List<Expression>> rows, List<DataType> types)
    implements PlanNode {

  public Values {
    Objects.requireNonNull(input, "input");
    types = List.copyOf(types);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<Expression> row : rows) {
      if (row.size() != types.size()) {
        throw new IllegalArgumentException(
            "a row of %d values for %d columns".formatted(row.size(), types.size()));
      }
    }
  }

  @Override
  public List<PlanNode> children() {
    return List.of(input);
  }

  @Override
  public PlanNode withChildren(List<PlanNode> children) {
    return new Values(children.get(0), rows, types);
  }
}

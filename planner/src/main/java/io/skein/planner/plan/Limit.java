package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Keeps the first rows.
 *
 * @param input the input; if it is an {@link Order}, in its order
 * @param count how many rows are kept
 * @param offset how many rows are skipped before
 */
public record Limit(PlanNode input, Amount count, Amount offset) implements PlanNode {

  /** A number of rows. */
  public sealed interface Amount {}

  /** No limit, or no offset. */
  public record Unset() implements Amount {}

  /** That many rows. */
  public record Rows(long rows) implements Amount {}

  /** That part of the rows, in percent. */
  public record Percentage(double percent) implements Amount {}

  /** As many rows as the expression says in the first row of the input. */
  public record ComputedRows(Expression expression) implements Amount {}

  /** As many percent of the rows as the expression says in the first row of the input. */
  public record ComputedPercentage(Expression expression) implements Amount {}

  public Limit {
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(count, "count");
    Objects.requireNonNull(offset, "offset");
  }

  /** Returns the expressions that say how many rows; none where the numbers are given. */
  public List<Expression> expressions() {
    return Stream.of(count, offset).flatMap(Limit::expression).toList();
  }

  private static Stream<Expression> expression(Amount amount) {
    if (amount instanceof ComputedRows rows) {
      return Stream.of(rows.expression());
    }
    return amount instanceof ComputedPercentage percentage
        ? Stream.of(percentage.expression())
        : Stream.empty();
  }

  @Override
  public List<PlanNode> children() {
    return List.of(input);
  }

  @Override
  public List<DataType> types() {
    return input.types();
  }

  @Override
  public PlanNode withChildren(List<PlanNode> children) {
    return new Limit(children.get(0), count, offset);
  }
}

package io.skein.planner.plan;

import java.util.Objects;

/**
 * A condition of a join that compares a value of each side.
 *
 * @param left an expression over the left side's columns
 * @param comparison how both are compared
 * @param right an expression over the right side's columns
 */
public record JoinCondition(Expression left, ComparisonKind comparison, Expression right) {

  public JoinCondition {
    Objects.requireNonNull(left, "left");
    Objects.requireNonNull(comparison, "comparison");
    Objects.requireNonNull(right, "right");
  }
}

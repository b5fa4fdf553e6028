package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;

/**
 * Joins each left row with the nearest right row: ASOF JOIN. The output is left columns, right
 * columns.
 *
 * @param kind INNER, LEFT or RIGHT
 * @param left the left side
 * @param right the right side
 * @param conditions equalities, and exactly one inequality that says what is nearest
 * @param leftOutput the positions of the left columns that are put out
 * @param rightOutput the positions of the right columns that are put out
 */
public record AsofJoin(
    JoinKind kind,
    PlanNode left,
    PlanNode right,
    List<JoinCondition> conditions,
    List<Integer> leftOutput,
    List<Integer> rightOutput)
    implements PlanNode {

  public AsofJoin {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(left, "left");
    Objects.requireNonNull(right, "right");
    conditions = List.copyOf(conditions);
    leftOutput = List.copyOf(leftOutput);
    rightOutput = List.copyOf(rightOutput);
  }

  @Override
  public List<PlanNode> children() {
    return List.of(left, right);
  }

  @Override
  public List<DataType> types() {
    return Lists.concat(
        Lists.pick(left.types(), leftOutput), Lists.pick(right.types(), rightOutput));
  }

  @Override
  public PlanNode withChildren(List<PlanNode> children) {
    return new AsofJoin(
        kind, children.get(0), children.get(1), conditions, leftOutput, rightOutput);
  }
}

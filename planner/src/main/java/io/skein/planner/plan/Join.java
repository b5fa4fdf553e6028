package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;

/**
 * Joins two inputs. The output is left columns, right columns where the kind emits them, and of a
 * MARK join the mark.
 *
 * @param kind which rows are put out
 * @param left the left side
 * @param right the right side
 * @param conditions the conditions that compare both sides
 * @param residuals further conditions, over left columns followed by right columns
 * @param leftOutput the positions of the left columns that are put out
 * @param rightOutput the positions of the right columns that are put out
 */
public record Join(
    JoinKind kind,
    PlanNode left,
    PlanNode right,
    List<JoinCondition> conditions,
    List<Expression> residuals,
    List<Integer> leftOutput,
    List<Integer> rightOutput)
    implements PlanNode {

  public Join {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(left, "left");
    Objects.requireNonNull(right, "right");
    conditions = List.copyOf(conditions);
    residuals = List.copyOf(residuals);
    leftOutput = List.copyOf(leftOutput);
    rightOutput = List.copyOf(rightOutput);
    if (!kind.emitsRight() && !rightOutput.isEmpty()) {
      throw new IllegalArgumentException("a %s join puts out no right columns".formatted(kind));
    }
  }

  @Override
  public List<PlanNode> children() {
    return List.of(left, right);
  }

  @Override
  public List<DataType> types() {
    List<DataType> types =
        Lists.concat(Lists.pick(left.types(), leftOutput), Lists.pick(right.types(), rightOutput));
    return kind == JoinKind.MARK ? Lists.concat(types, List.of(DataType.BOOLEAN)) : types;
  }

  @Override
  public PlanNode withChildren(List<PlanNode> children) {
    return new Join(
        kind, children.get(0), children.get(1), conditions, residuals, leftOutput, rightOutput);
  }
}

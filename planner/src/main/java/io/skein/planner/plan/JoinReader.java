package io.skein.planner.plan;

import java.util.ArrayList;
import java.util.List;

/** Reads joins that have conditions. */
final class JoinReader {
  private final Attributes join;
  private final Operator left;
  private final Operator right;
  private final List<JoinCondition> conditions = new ArrayList<>();
  private final List<Expression> residuals = new ArrayList<>();

  private JoinReader(Attributes join, Operator left, Operator right) {
    this.join = join;
    this.left = left;
    this.right = right;
  }

  static Operator read(String operator, Attributes join, Operator left, Operator right) {
    JoinReader reader = new JoinReader(join, left, right);
    reader.readConditions();
    return operator.equals("LOGICAL_ASOF_JOIN") ? reader.asof() : reader.join();
  }

  private void readConditions() {
    Scope both = left.scope().plus(right.scope());
    for (Attributes condition : join.objects("conditions")) {
      String comparison = condition.text("comparison");
      if (condition.has("right")) {
        conditions.add(
            new JoinCondition(
                ExpressionReader.read(condition.required("left"), left.scope()),
                ComparisonKind.ofPlan(comparison),
                ExpressionReader.read(condition.required("right"), right.scope())));
      } else if (comparison.equals("INVALID")) {
        residuals.add(ExpressionReader.read(condition.required("left"), both));
      } else {
        throw new UnsupportedPlanException("a join condition " + comparison + " without a side");
      }
      condition.finish();
    }
    if (join.has("condition")) {
      residuals.add(ExpressionReader.read(join.required("condition"), both));
    }
  }

  private Operator join() {
    JoinKind kind = kind();
    List<Integer> leftOutput = OperatorReader.positions(join, "left_projection_map", left);
    List<Integer> rightOutput =
        kind.emitsRight()
            ? OperatorReader.positions(join, "right_projection_map", right)
            : List.of();
    // The types that a MARK join compares; those of its conditions say the same.
    join.ignore("mark_types", "right_projection_map");
    PlanNode node =
        new Join(kind, left.node(), right.node(), conditions, residuals, leftOutput, rightOutput);
    Scope scope = left.scope().pick(leftOutput).plus(right.scope().pick(rightOutput));
    long mark = join.index("mark_index");
    if (kind == JoinKind.MARK) {
      scope = scope.plus(Scope.of(mark, List.of(DataType.BOOLEAN)));
    }
    return new Operator(node, scope);
  }

  private Operator asof() {
    JoinKind kind = kind();
    join.ignore("mark_index");
    if (!residuals.isEmpty() || !kind.emitsRight() || kind == JoinKind.SINGLE) {
      throw new UnsupportedPlanException("a %s ASOF join is not supported".formatted(kind));
    }
    long inequalities =
        conditions.stream().filter(condition -> !condition.comparison().equates()).count();
    if (inequalities != 1) {
      throw new UnsupportedPlanException(
          "an ASOF join with %d inequalities is not supported".formatted(inequalities));
    }
    List<Integer> leftOutput = OperatorReader.positions(join, "left_projection_map", left);
    List<Integer> rightOutput = OperatorReader.positions(join, "right_projection_map", right);
    return new Operator(
        new AsofJoin(kind, left.node(), right.node(), conditions, leftOutput, rightOutput),
        left.scope().pick(leftOutput).plus(right.scope().pick(rightOutput)));
  }

  private JoinKind kind() {
    String name = join.text("join_type");
    return switch (name) {
      case "INNER" -> JoinKind.INNER;
      case "LEFT" -> JoinKind.LEFT;
      case "RIGHT" -> JoinKind.RIGHT;
      case "FULL" -> JoinKind.FULL;
      case "SEMI" -> JoinKind.SEMI;
      case "ANTI" -> JoinKind.ANTI;
      case "MARK" -> JoinKind.MARK;
      case "SINGLE" -> JoinKind.SINGLE;
      default -> throw new UnsupportedPlanException("the join type " + name + " is not supported");
    };
  }
}

package io.skein.planner.render;

import io.skein.planner.plan.AsofJoin;
import io.skein.planner.plan.ComparisonKind;
import io.skein.planner.plan.Expression;
import io.skein.planner.plan.Join;
import io.skein.planner.plan.JoinCondition;
import io.skein.planner.plan.JoinKind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Renders joins that have conditions. */
final class JoinRenderer {
  private final PlanRenderer plan;

  JoinRenderer(PlanRenderer plan) {
    this.plan = plan;
  }

  Select join(Join join) {
    return switch (join.kind()) {
      case MARK -> mark(join);
      case SINGLE -> single(join);
      default -> {
        Select left = plan.joinable(plan.render(join.left()));
        Select right = plan.joinable(plan.render(join.right()));
        String condition = and(conditions(left, right, join.conditions(), join.residuals()));
        yield joined(
            left,
            join.kind() + " JOIN",
            right,
            condition,
            outputs(left, join.leftOutput(), right, join.rightOutput()));
      }
    };
  }

  Select asof(AsofJoin join) {
    Select left = plan.joinable(plan.render(join.left()));
    Select right = plan.joinable(plan.render(join.right()));
    String keyword = join.kind() == JoinKind.INNER ? "ASOF JOIN" : "ASOF " + join.kind() + " JOIN";
    return joined(
        left,
        keyword,
        right,
        and(conditions(left, right, join.conditions(), List.of())),
        outputs(left, join.leftOutput(), right, join.rightOutput()));
  }

  private static Select joined(
      Select left, String keyword, Select right, String condition, List<String> columns) {
    return Select.join(
        "%s %s %s ON %s".formatted(left.from(), keyword, right.operand(), condition), columns);
  }

  private static List<String> outputs(
      Select left, List<Integer> leftOutput, Select right, List<Integer> rightOutput) {
    List<String> columns = new ArrayList<>(PlanRenderer.pick(left.columns(), leftOutput));
    columns.addAll(PlanRenderer.pick(right.columns(), rightOutput));
    return columns;
  }

  private List<String> conditions(
      Select left, Select right, List<JoinCondition> conditions, List<Expression> residuals) {
    List<String> texts = new ArrayList<>();
    for (JoinCondition condition : conditions) {
      texts.add(condition(left, right, condition));
    }
    List<String> both = new ArrayList<>(left.columns());
    both.addAll(right.columns());
    texts.addAll(plan.over(both).all(residuals));
    return texts;
  }

  private String condition(Select left, Select right, JoinCondition condition) {
    return "(%s %s %s)"
        .formatted(
            plan.over(left).sql(condition.left()),
            condition.comparison().sql(),
            plan.over(right).sql(condition.right()));
  }

  private static String and(List<String> conditions) {
    return conditions.isEmpty() ? "true" : String.join(" AND ", conditions);
  }

  private Select mark(Join join) {
    Select left = plan.open(plan.render(join.left()));
    Select right = plan.open(plan.render(join.right()));
    List<String> columns = new ArrayList<>(PlanRenderer.pick(left.columns(), join.leftOutput()));
    columns.add(mark(join, left, right));
    return left.withColumns(Select.Form.COMPUTED, columns);
  }

  /**
   * Returns the mark as a sub-query. Comparisons that never are NULL say which right rows belong to
   * a left row; of the others NULL means that the mark may be NULL.
   */
  private String mark(Join join, Select left, Select right) {
    List<JoinCondition> keys = new ArrayList<>();
    List<JoinCondition> correlations = new ArrayList<>();
    for (JoinCondition condition : join.conditions()) {
      boolean correlates = condition.comparison() == ComparisonKind.NOT_DISTINCT;
      (correlates ? correlations : keys).add(condition);
    }
    Select matching = right.withConditions(conditions(left, right, correlations, List.of()));
    if (keys.isEmpty() && join.residuals().isEmpty()) {
      return "EXISTS (SELECT 1" + matching.tail() + ")";
    }
    if (keys.size() == 1
        && join.residuals().isEmpty()
        && keys.get(0).comparison() != ComparisonKind.DISTINCT) {
      JoinCondition key = keys.get(0);
      String comparison =
          key.comparison() == ComparisonKind.EQUAL ? "IN" : key.comparison().sql() + " ANY";
      return "(%s %s (SELECT %s%s))"
          .formatted(
              plan.over(left).sql(key.left()),
              comparison,
              plan.over(right).sql(key.right()),
              matching.tail());
    }
    String match = "(" + and(conditions(left, right, keys, join.residuals())) + ")";
    return "(SELECT CASE WHEN bool_or(%s) THEN true WHEN count(*) > count(%s) THEN NULL ELSE false END%s)"
        .formatted(match, match, matching.tail());
  }

  private Select single(Join join) {
    Select left = plan.open(plan.render(join.left()));
    Select right = plan.open(plan.render(join.right()));
    Select matching =
        right.withConditions(conditions(left, right, join.conditions(), join.residuals()));
    List<String> columns = new ArrayList<>(PlanRenderer.pick(left.columns(), join.leftOutput()));
    List<String> values = PlanRenderer.pick(right.columns(), join.rightOutput());
    if (values.size() == 1) {
      columns.add("(SELECT " + values.get(0) + matching.tail() + ")");
      return left.withColumns(Select.Form.COMPUTED, columns);
    }
    // One sub-query for all columns: it must give one row, so they belong together.
    String fields =
        IntStream.range(0, values.size())
            .mapToObj(i -> "'f" + i + "': " + values.get(i))
            .collect(Collectors.joining(", ", "{", "}"));
    columns.add("(SELECT " + fields + matching.tail() + ")");
    Select packed = plan.open(left.withColumns(Select.Form.COMPUTED, columns));
    int width = join.leftOutput().size();
    List<String> unpacked = new ArrayList<>(packed.columns().subList(0, width));
    for (int i = 0; i < values.size(); i++) {
      unpacked.add(packed.columns().get(width) + "['f" + i + "']");
    }
    return packed.withColumns(Select.Form.COMPUTED, unpacked);
  }
}

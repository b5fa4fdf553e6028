package io.skein.planner.render;

import io.skein.planner.plan.Expression;
import io.skein.planner.plan.Limit;
import java.math.BigDecimal;
import java.util.List;

/** Renders LIMIT and OFFSET. */
final class LimitRenderer {
  private final PlanRenderer plan;

  LimitRenderer(PlanRenderer plan) {
    this.plan = plan;
  }

  Select render(Limit limit) {
    Select input = plan.render(limit.input());
    if (isComputed(limit.count()) || isComputed(limit.offset())) {
      return computed(limit, input);
    }
    Select limited = input.form() == Select.Form.CLOSED ? plan.open(input) : input;
    return limited.withSuffix(
        Select.Form.CLOSED,
        clause(" LIMIT ", limit.count(), List.of(), "")
            + clause(" OFFSET ", limit.offset(), List.of(), ""));
  }

  private static boolean isComputed(Limit.Amount amount) {
    return amount instanceof Limit.ComputedRows || amount instanceof Limit.ComputedPercentage;
  }

  /** The input gives both rows and the number of rows, so it is computed once, under a name. */
  private Select computed(Limit limit, Select input) {
    String name = plan.freshName();
    Select rows = plan.named(name, input.columns().size());
    Select first = plan.named(name, input.columns().size());
    return rows.withSuffix(
            Select.Form.CLOSED,
            clause(" LIMIT ", limit.count(), first.columns(), first.from())
                + clause(" OFFSET ", limit.offset(), first.columns(), first.from()))
        .withCte(name + " AS MATERIALIZED (" + input.text() + ")");
  }

  private String clause(String keyword, Limit.Amount amount, List<String> columns, String from) {
    if (amount instanceof Limit.Unset) {
      return "";
    }
    if (amount instanceof Limit.Rows rows) {
      return keyword + rows.rows();
    }
    if (amount instanceof Limit.Percentage percentage) {
      return keyword + new BigDecimal(percentage.percent()).toPlainString() + "%";
    }
    if (amount instanceof Limit.ComputedRows rows) {
      return keyword + first(rows.expression(), columns, from);
    }
    Limit.ComputedPercentage percentage = (Limit.ComputedPercentage) amount;
    return keyword + first(percentage.expression(), columns, from) + "%";
  }

  private String first(Expression expression, List<String> columns, String from) {
    return "(SELECT " + plan.over(columns).sql(expression) + " FROM " + from + " LIMIT 1)";
  }
}

package io.skein.planner.render;

import io.skein.planner.plan.Constant;
import io.skein.planner.plan.Expression;
import io.skein.planner.plan.PlanNode;
import io.skein.planner.plan.Scan;
import io.skein.protocol.sql.SqlText;
import java.util.List;
import java.util.function.Function;

/**
 * Renders plans, and their parts, to SQL text. Bound by a DuckDB, the text has the plan's column
 * types and gives the plan's rows. Immutable; thread-safe if the function of the relations is.
 */
public final class SqlRenderer {
  private final Function<Scan, String> relations;

  /**
   * Creates a renderer.
   *
   * @param relations gives the relation that a scan reads, as SQL text, quoted where it must be;
   *     its columns must have the names of the scan's table columns
   */
  public SqlRenderer(Function<Scan, String> relations) {
    this.relations = relations;
  }

  /** Returns a SELECT statement whose output columns are named c0, c1 and so on. */
  public String render(PlanNode plan) {
    return new PlanRenderer(relations).render(plan).text();
  }

  /**
   * Returns a SELECT statement whose output columns have these names.
   *
   * @throws IllegalArgumentException if there are not as many names as columns
   */
  public String render(PlanNode plan, List<String> columnNames) {
    if (columnNames.size() != plan.types().size()) {
      throw new IllegalArgumentException(
          "%d names for %d columns".formatted(columnNames.size(), plan.types().size()));
    }
    return new PlanRenderer(relations)
        .render(plan)
        .text(columnNames.stream().map(SqlText::identifier).toList());
  }

  /**
   * Returns the expression as SQL text.
   *
   * @param columns the SQL text of each column that the expression may name by position
   */
  public static String expression(Expression expression, List<String> columns) {
    return new ExpressionRenderer(columns, new Names()).sql(expression);
  }

  /** Returns the constant as SQL text of exactly its type, independent of session settings. */
  public static String constant(Constant constant) {
    return ConstantRenderer.sql(constant);
  }
}

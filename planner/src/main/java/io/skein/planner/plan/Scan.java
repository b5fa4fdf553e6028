package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;

/**
 * Reads a table.
 *
 * @param catalog the table's catalog at the planner
 * @param schema its schema
 * @param table its name
 * @param columns the columns that are read, for output or for the filters
 * @param output the positions in {@code columns} that are put out
 * @param filters conditions over {@code columns}, all of which a row must meet
 */
public record Scan(
    String catalog,
    String schema,
    String table,
    List<ScanColumn> columns,
    List<Integer> output,
    List<Expression> filters)
    implements PlanNode {

  public Scan {
    Objects.requireNonNull(catalog, "catalog");
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(table, "table");
    columns = List.copyOf(columns);
    output = List.copyOf(output);
    filters = List.copyOf(filters);
  }

  /**
   * Returns whether the scan numbers its rows: then it must run once, in one place, for all that
   * read its result.
   */
  public boolean numbersRows() {
    return columns.stream().anyMatch(column -> column.kind() == ScanColumn.Kind.ROW_NUMBER);
  }

  @Override
  public List<PlanNode> children() {
    return List.of();
  }

  @Override
  public List<DataType> types() {
    return Lists.pick(columns, output).stream().map(ScanColumn::type).toList();
  }

  @Override
  public PlanNode withChildren(List<PlanNode> children) {
    return this;
  }
}

package io.skein.planner;

import io.skein.planner.plan.Expression;
import io.skein.planner.plan.Filter;
import io.skein.planner.plan.PlanNode;
import io.skein.planner.plan.Scan;
import io.skein.planner.plan.ScanColumn;
import io.skein.planner.shell.ShellDatabase;
import io.skein.protocol.table.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a plan scans. Immutable.
 *
 * @param scans the scans of the cluster's tables, in the plan's order
 */
record PlanOutline(List<TableScan> scans) {

  /**
   * A scan of a table of the cluster.
   *
   * @param table the table
   * @param columns the names of the columns that are read
   * @param scan the scan as the plan has it, or null if its filters must not be used
   */
  record TableScan(TableName table, Set<String> columns, Scan scan) {}

  PlanOutline {
    scans = List.copyOf(scans);
  }

  /** Returns the outline of the plan. */
  static PlanOutline of(PlanNode plan) {
    List<TableScan> scans = new ArrayList<>();
    collect(plan, scans);
    return new PlanOutline(scans);
  }

  /** What is filtered right above a scan may as well be filtered in it. */
  private static Scan withConditions(Scan scan, List<Expression> conditions) {
    List<Expression> filters = new ArrayList<>(scan.filters());
    filters.addAll(
        Expression.mapAll(conditions, column -> column.at(scan.output().get(column.index()))));
    return new Scan(
        scan.catalog(), scan.schema(), scan.table(), scan.columns(), scan.output(), filters);
  }

  /** Returns the same scans as if none had a filter. */
  PlanOutline withoutFilters() {
    return new PlanOutline(
        scans.stream().map(scan -> new TableScan(scan.table(), scan.columns(), null)).toList());
  }

  private static void collect(PlanNode node, List<TableScan> scans) {
    if (node instanceof Scan scan && scan.catalog().equals(ShellDatabase.DATABASE)) {
      Set<String> columns =
          scan.columns().stream()
              .filter(column -> column.kind() == ScanColumn.Kind.TABLE)
              .map(ScanColumn::name)
              .collect(Collectors.toSet());
      scans.add(new TableScan(new TableName(scan.schema(), scan.table()), columns, scan));
    }
    if (node instanceof Filter filter && filter.input() instanceof Scan scan) {
      collect(withConditions(scan, filter.conditions()), scans);
      return;
    }
    node.children().forEach(child -> collect(child, scans));
  }
}

package io.skein.planner.plan;

import java.util.BitSet;
import java.util.List;

/**
 * Refuses plans that read a row's id. DuckDB scans the id also where only the number of rows
 * counts; that is no use of it.
 */
final class RowIdUse {

  private RowIdUse() {}

  static void refuse(PlanNode plan) {
    refuse(plan, RequiredColumns.of(plan));
  }

  private static void refuse(PlanNode node, RequiredColumns required) {
    if (node instanceof Scan scan) {
      BitSet read = new BitSet();
      required.of(scan, scan.output().size()).stream().forEach(i -> read.set(scan.output().get(i)));
      for (Expression filter : scan.filters()) {
        filter.columns().forEach(column -> read.set(column.index()));
      }
      List<ScanColumn> columns = RequiredColumns.pick(scan.columns(), read);
      if (columns.stream().anyMatch(column -> column.kind() == ScanColumn.Kind.ROW_ID)) {
        throw new UnsupportedPlanException(
            "rowid of %s means nothing over shards".formatted(scan.table()));
      }
    }
    node.children().forEach(child -> refuse(child, required));
  }
}

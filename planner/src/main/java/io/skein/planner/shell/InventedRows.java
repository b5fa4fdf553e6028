package io.skein.planner.shell;

import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.CatalogTable;
import io.skein.planner.catalog.DistinctValues;
import io.skein.protocol.table.Column;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows that shells are given so that DuckDB's join order sees which tables are large and which
 * columns have few values: its estimator knows nothing but the rows that a table has. All tables of
 * a catalog are scaled alike. Immutable.
 *
 * <p>The values mean nothing, and no optimizer may be enabled that draws conclusions from them; but
 * one does from whether there are NULLs.
 */
final class InventedRows {
  /** The most rows of a shell, and the most values of all shells together: what opens quickly. */
  private static final double MOST_ROWS = 30_000;

  private static final double MOST_VALUES = 2_000_000;

  /** Below this numbers are kept: a scale would make a small dimension as small as a single row. */
  private static final double KEPT = 100;

  private final double scale;

  private InventedRows(double scale) {
    this.scale = scale;
  }

  static InventedRows of(Catalog catalog) {
    double largest =
        catalog.tables().values().stream().mapToLong(CatalogTable::rows).max().orElse(0);
    InventedRows rows = new InventedRows(Math.min(1, MOST_ROWS / Math.max(1, largest)));
    double values =
        catalog.tables().values().stream()
            .mapToDouble(table -> rows.scaled(table.rows()) * table.columns().size())
            .sum();
    return values <= MOST_VALUES ? rows : new InventedRows(rows.scale * MOST_VALUES / values);
  }

  private double scaled(double number) {
    return number <= KEPT ? number : Math.max(KEPT, number * scale);
  }

  /** Returns the statements that fill the table's shell. The table must have rows. */
  List<String> statements(CatalogTable table) {
    long rows = Math.round(scaled(table.rows()));
    List<String> statements = new ArrayList<>();
    statements.add(insert(table, rows));
    statements.addAll(PossibleNulls.tell(table, rows));
    return statements;
  }

  private String insert(CatalogTable table, long rows) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      Column column = table.columns().get(i);
      long distinct = Math.max(1, Math.round(scaled(DistinctValues.of(table, i))));
      values.add(InventedValue.of(column.type(), Math.min(rows, distinct)));
    }
    return "INSERT INTO %s SELECT %s FROM range(%d) AS rows(i)"
        .formatted(table.name().toSql(), String.join(", ", values), rows);
  }
}

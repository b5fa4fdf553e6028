package io.skein.planner;

import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.CatalogShard;
import io.skein.planner.catalog.CatalogTable;
import io.skein.planner.plan.Scan;
import io.skein.planner.plan.ScanColumn;
import io.skein.planner.render.SqlRenderer;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.sql.SqlText;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Puts the scans of each table together: a lane that runs the statement reads a table once. */
final class ScanPlanner {

  private ScanPlanner() {}

  /**
   * Returns what is read of each table that the outline scans.
   *
   * @throws SkeinException if one of the tables is not complete
   */
  static Map<TableName, ScanPlan> plan(PlanOutline outline, Catalog catalog) {
    Map<TableName, List<PlanOutline.TableScan>> byTable = new LinkedHashMap<>();
    for (PlanOutline.TableScan scan : outline.scans()) {
      byTable.computeIfAbsent(scan.table(), table -> new ArrayList<>()).add(scan);
    }
    Map<TableName, ScanPlan> plans = new LinkedHashMap<>();
    byTable.forEach(
        (name, scans) -> plans.put(name, plan(catalog.table(name).orElseThrow(), scans)));
    return plans;
  }

  /**
   * Returns the scan of a table that the statement names, but of which DuckDB's plan reads nothing.
   *
   * @param filtersChange whether what let the plan leave the table out may be otherwise where the
   *     statement runs: then all of the table is read
   */
  static ScanPlan unread(CatalogTable table, boolean filtersChange) {
    if (filtersChange) {
      Set<String> all = table.columns().stream().map(Column::name).collect(Collectors.toSet());
      return plan(table, List.of(new PlanOutline.TableScan(table.name(), all, null)));
    }
    return new ScanPlan(table, new TreeSet<>(Set.of(0)), "", List.of());
  }

  private static ScanPlan plan(CatalogTable table, List<PlanOutline.TableScan> scans) {
    table
        .problem()
        .ifPresent(
            problem -> {
              throw problem.toException();
            });
    TreeSet<Integer> columns = new TreeSet<>();
    scans.forEach(scan -> scan.columns().forEach(column -> columns.add(table.indexOf(column))));
    if (columns.isEmpty()) {
      // Only the number of rows counts: the smallest column tells it.
      columns.add(smallestColumn(table));
    }
    List<CatalogShard> shards =
        table.shards().stream()
            .filter(
                shard ->
                    scans.stream()
                        .anyMatch(
                            scan ->
                                scan.scan() == null
                                    || ShardPruning.mayMatch(scan.scan(), table, shard)))
            .toList();
    return new ScanPlan(table, columns, filter(scans), shards);
  }

  /** A row is needed if any of the scans lets it through. */
  private static String filter(List<PlanOutline.TableScan> scans) {
    if (scans.stream().anyMatch(scan -> scan.scan() == null || scan.scan().filters().isEmpty())) {
      return "";
    }
    return scans.stream()
        .map(scan -> filter(scan.scan()))
        .distinct()
        .collect(Collectors.joining(" OR "));
  }

  private static String filter(Scan scan) {
    List<String> columns =
        scan.columns().stream().map(ScanColumn::name).map(SqlText::identifier).toList();
    return scan.filters().stream()
        .map(filter -> SqlRenderer.expression(filter, columns))
        .collect(Collectors.joining(" AND ", "(", ")"));
  }

  private static int smallestColumn(CatalogTable table) {
    int smallest = 0;
    long smallestBytes = Long.MAX_VALUE;
    for (int i = 0; i < table.columns().size(); i++) {
      long bytes = bytes(table.shards(), i);
      if (bytes < smallestBytes) {
        smallest = i;
        smallestBytes = bytes;
      }
    }
    return smallest;
  }

  private static long bytes(List<CatalogShard> shards, int column) {
    return shards.stream().mapToLong(shard -> shard.shard().statistics().get(column).bytes()).sum();
  }
}

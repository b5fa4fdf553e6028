package io.skein.planner;

import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.CatalogShard;
import io.skein.planner.catalog.CatalogTable;
import io.skein.planner.statement.Statement;
import io.skein.protocol.table.TableName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Puts the scans of each table together: a lane that runs the statement reads a table once. */
final class ScanPlanner {

  private ScanPlanner() {}

  /**
   * Returns what is read of each table that the outline scans.
   *
   * @throws io.skein.protocol.error.SkeinException if one of the tables is not complete
   */
  static Map<TableName, ScanPlan> plan(PlanOutline outline, Catalog catalog, Statement statement) {
    Map<TableName, TreeSet<Integer>> columns = new LinkedHashMap<>();
    for (PlanOutline.Scan scan : outline.scans()) {
      columns.computeIfAbsent(scan.table(), table -> new TreeSet<>()).addAll(scan.columns());
    }
    Map<TableName, ScanPlan> plans = new LinkedHashMap<>();
    columns.forEach(
        (name, read) -> {
          CatalogTable table = catalog.table(name).orElseThrow();
          table
              .problem()
              .ifPresent(
                  problem -> {
                    throw problem.toException();
                  });
          if (read.isEmpty()) {
            // Only the number of rows counts: the smallest column tells it.
            read.add(smallestColumn(table));
          }
          plans.put(name, new ScanPlan(table, read, "", table.shards()));
        });
    return plans;
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

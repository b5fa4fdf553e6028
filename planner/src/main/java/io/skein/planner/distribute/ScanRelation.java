package io.skein.planner.distribute;

import io.skein.planner.catalog.CatalogShard;
import io.skein.planner.catalog.CatalogTable;
import io.skein.planner.plan.Scan;
import io.skein.planner.plan.ScanColumn;
import io.skein.protocol.table.TableName;
import java.util.List;
import java.util.Objects;

/**
 * A scan, and the relation by which its fragment reads it. Immutable.
 *
 * @param scan the scan
 * @param relation the relation's name, unique in the query
 * @param table the table
 * @param shards the shards that can have rows, in order
 */
record ScanRelation(Scan scan, TableName relation, CatalogTable table, List<CatalogShard> shards) {

  ScanRelation {
    Objects.requireNonNull(scan, "scan");
    Objects.requireNonNull(relation, "relation");
    Objects.requireNonNull(table, "table");
    shards = List.copyOf(shards);
  }

  /** Returns the uncompressed bytes of the columns that are read. */
  long bytes() {
    return shards.stream()
        .mapToLong(
            shard ->
                scan.columns().stream()
                    .filter(column -> column.kind() == ScanColumn.Kind.TABLE)
                    .mapToLong(
                        column ->
                            shard.shard().statistics().get(table.indexOf(column.name())).bytes())
                    .sum())
        .sum();
  }
}

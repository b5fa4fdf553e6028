package io.skein.planner;

import io.skein.planner.catalog.CatalogShard;
import io.skein.planner.catalog.CatalogTable;
import io.skein.protocol.table.Column;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * One scan of a table: the columns that are read, and the shards that can have rows. Immutable.
 *
 * @param table the table
 * @param columns the positions of the columns that are read, in order
 * @param filter the filter that the scan applies, as SQL over the table's columns; "" for none
 * @param shards the shards that are read, in order
 */
record ScanPlan(
    CatalogTable table, TreeSet<Integer> columns, String filter, List<CatalogShard> shards) {

  ScanPlan {
    Objects.requireNonNull(table, "table");
    Objects.requireNonNull(filter, "filter");
    shards = List.copyOf(shards);
  }

  List<Column> columnsRead() {
    return columns.stream().map(index -> table.columns().get(index)).toList();
  }

  /** Returns the uncompressed bytes of the columns that are read. */
  long bytes() {
    return shards.stream()
        .mapToLong(
            shard ->
                columns.stream()
                    .mapToLong(column -> shard.shard().statistics().get(column).bytes())
                    .sum())
        .sum();
  }

  long rows() {
    return shards.stream().mapToLong(shard -> shard.shard().rows()).sum();
  }

  ScannedTable summary() {
    return new ScannedTable(
        table.name(),
        columnsRead().stream().map(Column::name).toList(),
        filter,
        shards.size(),
        table.shards().size() - shards.size(),
        rows(),
        bytes());
  }
}

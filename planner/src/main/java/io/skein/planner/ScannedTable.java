package io.skein.planner;

import io.skein.protocol.table.TableName;
import java.util.List;
import java.util.Objects;

/**
 * What a query reads of one table. Immutable.
 *
 * @param table the table
 * @param columns the columns that are read
 * @param filter the filter that the scan applies, as SQL over the table's columns; "" for none
 * @param shardsRead how many shards are read
 * @param shardsPruned how many shards the filter excludes
 * @param rows rows in the shards that are read
 * @param bytes uncompressed bytes of the columns that are read, in the shards that are read
 */
public record ScannedTable(
    TableName table,
    List<String> columns,
    String filter,
    int shardsRead,
    int shardsPruned,
    long rows,
    long bytes) {

  public ScannedTable {
    Objects.requireNonNull(table, "table");
    columns = List.copyOf(columns);
    Objects.requireNonNull(filter, "filter");
  }
}

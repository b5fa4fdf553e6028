package io.skein.worker.shard;

import io.skein.protocol.table.Column;
import io.skein.protocol.table.ColumnStatistics;
import java.util.List;

/**
 * What the Parquet footers of one version of a shard say. Immutable.
 *
 * @param columns with DuckDB's types, alike in all files
 * @param rows how many rows
 * @param statistics one for each column
 */
record ShardFooter(List<Column> columns, long rows, List<ColumnStatistics> statistics) {

  ShardFooter {
    columns = List.copyOf(columns);
    statistics = List.copyOf(statistics);
  }
}

package io.skein.client;

import io.skein.protocol.table.Column;
import io.skein.protocol.table.TableName;
import java.util.List;
import java.util.Objects;

/**
 * A table that can be queried. Immutable.
 *
 * @param name its schema and name
 * @param columns its columns with DuckDB's types
 * @param rows how many rows it has, or -1 if that is not known
 * @param bytes the size of its files in bytes, or -1 if that is not known
 */
public record TableSummary(TableName name, List<Column> columns, long rows, long bytes) {

  public TableSummary {
    Objects.requireNonNull(name, "name");
    columns = List.copyOf(columns);
  }
}

package io.skein.planner.catalog;

import io.skein.protocol.table.Column;
import io.skein.protocol.table.Sharding;
import io.skein.protocol.table.TableName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A table as the whole cluster serves it. Immutable.
 *
 * @param name the table's name
 * @param columns the columns in order; empty only with a problem
 * @param sharding how rows were divided
 * @param replicated whether every place has the whole table
 * @param colocationGroup the group whose tables have matching shards by number
 * @param shards all shards, by name
 * @param problem why the table cannot be queried now
 */
public record CatalogTable(
    TableName name,
    List<Column> columns,
    Sharding sharding,
    boolean replicated,
    Optional<String> colocationGroup,
    List<CatalogShard> shards,
    Optional<TableProblem> problem) {

  public CatalogTable {
    Objects.requireNonNull(name, "name");
    columns = List.copyOf(columns);
    Objects.requireNonNull(sharding, "sharding");
    Objects.requireNonNull(colocationGroup, "colocationGroup");
    shards = List.copyOf(shards);
    Objects.requireNonNull(problem, "problem");
    if (columns.isEmpty() && problem.isEmpty()) {
      throw new IllegalArgumentException("table %s has no columns".formatted(name));
    }
  }

  /** Returns the number of rows. */
  public long rows() {
    return shards.stream().mapToLong(shard -> shard.shard().rows()).sum();
  }

  /** Returns the position of the column, or -1. */
  public int indexOf(String column) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(column)) {
        return i;
      }
    }
    return -1;
  }
}

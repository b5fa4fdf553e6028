package io.skein.planner;

import io.skein.planner.catalog.CatalogShard;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.TableName;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/** A relation that a planned task reads. */
public sealed interface PlannedInput {

  /** Returns the name by which the fragment reads it. */
  TableName relation();

  /**
   * Shards, read at the worker that runs the task.
   *
   * @param relation the name by which the fragment reads them
   * @param table their table
   * @param shards which ones, in order
   */
  record Scan(TableName relation, TableName table, List<CatalogShard> shards)
      implements PlannedInput {

    public Scan {
      Objects.requireNonNull(relation, "relation");
      Objects.requireNonNull(table, "table");
      shards = List.copyOf(shards);
      if (shards.isEmpty()) {
        throw new IllegalArgumentException("a scan of %s without shards".formatted(table));
      }
    }
  }

  /**
   * The results of all tasks of another stage, in order.
   *
   * @param relation the name by which the fragment reads them
   * @param columns all columns of the relation
   * @param carried the columns that the stage's results have
   * @param stage the stage's number
   * @param partition which partition of the results is read, from 0; none for the whole results
   */
  record Exchange(
      TableName relation,
      List<Column> columns,
      List<String> carried,
      int stage,
      OptionalInt partition)
      implements PlannedInput {

    public Exchange {
      Objects.requireNonNull(relation, "relation");
      Objects.requireNonNull(partition, "partition");
      columns = List.copyOf(columns);
      carried = List.copyOf(carried);
    }
  }

  /**
   * No rows: no shard of the table is read in the task.
   *
   * @param relation the name by which the fragment reads them
   * @param columns the columns of the relation
   */
  record Empty(TableName relation, List<Column> columns) implements PlannedInput {

    public Empty {
      Objects.requireNonNull(relation, "relation");
      columns = List.copyOf(columns);
    }
  }
}

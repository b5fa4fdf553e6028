package io.skein.protocol.ticket;

import io.skein.protocol.table.ShardVersion;
import io.skein.protocol.table.TableName;
import java.util.List;
import java.util.Objects;

/**
 * Shards that the worker reads from its own data folders, with all columns of their table, in the
 * order given. Immutable.
 *
 * @param relation the name by which the fragment reads them
 * @param table the table that they belong to
 * @param shards which versions of which shards; none gives a relation without rows
 */
public record ScanInput(TableName relation, TableName table, List<ShardVersion> shards)
    implements TaskInput {

  public ScanInput {
    Objects.requireNonNull(relation, "relation");
    Objects.requireNonNull(table, "table");
    shards = List.copyOf(shards);
  }
}

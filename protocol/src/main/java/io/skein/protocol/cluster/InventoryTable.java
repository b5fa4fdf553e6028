package io.skein.protocol.cluster;

import io.skein.protocol.table.Column;
import io.skein.protocol.table.RefusedShard;
import io.skein.protocol.table.Shard;
import io.skein.protocol.table.Sharding;
import io.skein.protocol.table.TableName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One table as one worker serves it. Immutable.
 *
 * @param name the table's name
 * @param columns the columns, in order; empty if no shard could be read and no manifest names them
 * @param sharding how rows were divided
 * @param replicated whether every place has the whole table
 * @param colocationGroup the group whose tables have matching shards by number
 * @param promisedShards how many shards the manifest promises in all places together
 * @param shards the shards that the worker serves, by name
 * @param refused the shards that it has but does not serve
 */
public record InventoryTable(
    TableName name,
    List<Column> columns,
    Sharding sharding,
    boolean replicated,
    Optional<String> colocationGroup,
    OptionalInt promisedShards,
    List<Shard> shards,
    List<RefusedShard> refused) {

  public InventoryTable {
    Objects.requireNonNull(name, "name");
    columns = List.copyOf(columns);
    Objects.requireNonNull(sharding, "sharding");
    Objects.requireNonNull(colocationGroup, "colocationGroup");
    Objects.requireNonNull(promisedShards, "promisedShards");
    shards = List.copyOf(shards);
    refused = List.copyOf(refused);
    for (Shard shard : shards) {
      if (shard.statistics().size() != columns.size()) {
        throw new IllegalArgumentException(
            "table %s, shard %s: statistics of %d columns, but the table has %d"
                .formatted(name, shard.name(), shard.statistics().size(), columns.size()));
      }
    }
  }
}

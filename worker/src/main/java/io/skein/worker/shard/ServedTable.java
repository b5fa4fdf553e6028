package io.skein.worker.shard;

import io.skein.protocol.cluster.InventoryTable;
import java.util.Map;

/**
 * A table as it is served, with the files of its shards. Immutable.
 *
 * @param description what coordinators are told
 * @param files the files of each served shard, by its name
 */
record ServedTable(InventoryTable description, Map<String, ShardFiles> files) {

  ServedTable {
    files = Map.copyOf(files);
  }
}

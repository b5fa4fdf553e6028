package io.skein.protocol.cluster;

import java.util.Objects;

/**
 * What a coordinator knows of how one table is served. Immutable.
 *
 * @param name the table's name
 * @param rows rows of all shards; 0 if that is not known
 * @param shards how many shards it has
 * @param replicas how many workers can read the shard that the fewest can
 * @param problem why it cannot be queried; "" if it can
 */
public record TableState(String name, long rows, int shards, int replicas, String problem) {

  public TableState {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(problem, "problem");
  }
}

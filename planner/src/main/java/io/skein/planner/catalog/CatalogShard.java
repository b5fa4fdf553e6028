package io.skein.planner.catalog;

import io.skein.protocol.table.Shard;
import java.util.List;
import java.util.Objects;

/**
 * A shard and the live workers that can read it: its owner first, then its replicas. Immutable.
 *
 * @param shard the one version of the shard that all of them have
 * @param workers the workers' ids, at least one
 */
public record CatalogShard(Shard shard, List<String> workers) {

  public CatalogShard {
    Objects.requireNonNull(shard, "shard");
    workers = List.copyOf(workers);
    if (workers.isEmpty()) {
      throw new IllegalArgumentException("shard %s has no worker".formatted(shard.name()));
    }
  }

  /** Returns the worker that serves the shard while it lives. */
  public String owner() {
    return workers.get(0);
  }
}

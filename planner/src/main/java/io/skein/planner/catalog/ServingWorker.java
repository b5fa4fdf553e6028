package io.skein.planner.catalog;

import io.skein.protocol.cluster.Inventory;
import java.util.Objects;

/**
 * A live worker and what it serves. Immutable.
 *
 * @param id the worker's id
 * @param location its advertised Flight location
 * @param inventory what it serves
 */
public record ServingWorker(String id, String location, Inventory inventory) {

  public ServingWorker {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(location, "location");
    Objects.requireNonNull(inventory, "inventory");
  }
}

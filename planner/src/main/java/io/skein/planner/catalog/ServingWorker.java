package io.skein.planner.catalog;

import io.skein.protocol.cluster.Inventory;
import java.util.Objects;

/**
 * A live worker and what it serves. Immutable.
 *
 * @param id the worker's id
 * @param location its advertised Flight location
 * @param inventory what it serves
 * @param answering whether it answered when it was last called; others are preferred to one that
 *     did not
 */
public record ServingWorker(String id, String location, Inventory inventory, boolean answering) {

  /** Creates a worker that answers. */
  public ServingWorker(String id, String location, Inventory inventory) {
    this(id, location, inventory, true);
  }

  public ServingWorker {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(location, "location");
    Objects.requireNonNull(inventory, "inventory");
  }
}

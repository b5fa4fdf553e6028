package io.skein.coordinator.cluster;

import io.skein.planner.catalog.ServingWorker;
import io.skein.protocol.cluster.Inventory;
import io.skein.protocol.cluster.WorkerAnnouncement;
import io.skein.protocol.cluster.WorkerState;
import io.skein.protocol.cluster.WorkerSummary;
import java.util.Optional;

/**
 * A worker that is announced, and its inventory once it was asked for. Immutable.
 *
 * @param announcement what it announces
 * @param order grows with every announcement of a new run: of two runs the later one counts
 * @param inventory what it last said that it serves
 * @param answering whether it answered when it was last called
 */
record Member(
    WorkerAnnouncement announcement, long order, Optional<Inventory> inventory, boolean answering) {

  boolean isInventoryCurrent() {
    return inventory.map(known -> known.epoch() >= announcement.epoch()).orElse(false);
  }

  boolean isServing() {
    return announcement.state() == WorkerState.SERVING && inventory.isPresent();
  }

  Member withInventory(Inventory known) {
    return new Member(announcement, order, Optional.of(known), answering);
  }

  Member withAnswering(boolean answers) {
    return new Member(announcement, order, inventory, answers);
  }

  ServingWorker toServingWorker() {
    return new ServingWorker(
        announcement.id(), announcement.location(), inventory.orElseThrow(), answering);
  }

  private String problem() {
    if (!answering) {
      return "it does not answer: others are preferred";
    }
    return inventory.isPresent() ? "" : "it has not said yet what it serves";
  }

  WorkerSummary summary() {
    return new WorkerSummary(
        announcement.id(),
        announcement.location(),
        announcement.state().name(),
        announcement.duckdbVersion(),
        inventory.map(known -> known.tables().size()).orElse(0),
        inventory
            .map(known -> known.tables().stream().mapToInt(table -> table.shards().size()).sum())
            .orElse(0),
        0,
        problem());
  }
}

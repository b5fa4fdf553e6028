package io.skein.worker.output;

import io.skein.protocol.id.TaskId;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The results that were read by somebody, are gone, and must not be computed a second time. Each is
 * remembered until its tickets expire. Used under a lock.
 *
 * <p>There is room for so many. When it is used up, the one whose tickets expire first is
 * forgotten, and with it all that expire no later count as dropped: a ticket that is that old is
 * refused without need, at worst.
 */
final class DroppedOutputs {
  private final int room;
  private final Set<TaskId> ids = new HashSet<>();
  private final PriorityQueue<Dropped> byExpiry =
      new PriorityQueue<>(Comparator.comparing(Dropped::expires));
  private Instant forgotten = Instant.MIN;

  DroppedOutputs(int room) {
    this.room = room;
  }

  private record Dropped(TaskId id, Instant expires) {}

  void add(TaskId id, Instant expires, Instant now) {
    while (!byExpiry.isEmpty() && byExpiry.peek().expires().isBefore(now)) {
      ids.remove(byExpiry.remove().id());
    }
    if (ids.add(id)) {
      byExpiry.add(new Dropped(id, expires));
    }
    while (byExpiry.size() > room) {
      Dropped oldest = byExpiry.remove();
      ids.remove(oldest.id());
      forgotten = oldest.expires();
    }
  }

  boolean contains(TaskId id, Instant expires) {
    return ids.contains(id) || !expires.isAfter(forgotten);
  }

  int size() {
    return ids.size();
  }
}

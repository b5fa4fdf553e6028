package io.skein.worker.task;

import io.skein.protocol.error.SkeinException;
import io.skein.protocol.id.QueryId;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The queries that were cancelled, and whose tickets can still come. Each is remembered until its
 * tickets expire; when there is no room, the one that expires first is forgotten. Used under a
 * lock.
 */
final class RefusedQueries {
  /** How many are remembered. */
  static final int ROOM = 10_000;

  private final Map<QueryId, SkeinException> reasons = new HashMap<>();
  private final PriorityQueue<Refused> byExpiry =
      new PriorityQueue<>(Comparator.comparing(Refused::expires));

  private record Refused(QueryId query, Instant expires) {}

  void add(QueryId query, SkeinException reason, Instant expires, Instant now) {
    while (!byExpiry.isEmpty()
        && (byExpiry.peek().expires().isBefore(now) || byExpiry.size() >= ROOM)) {
      reasons.remove(byExpiry.remove().query());
    }
    if (reasons.putIfAbsent(query, reason) == null) {
      byExpiry.add(new Refused(query, expires));
    }
  }

  /**
   * Checks that the query was not cancelled.
   *
   * @throws SkeinException the error that it was cancelled with
   */
  void requireWanted(QueryId query) {
    SkeinException reason = reasons.get(query);
    if (reason != null) {
      throw new SkeinException(reason.code(), reason.getMessage(), reason);
    }
  }

  int size() {
    return reasons.size();
  }
}

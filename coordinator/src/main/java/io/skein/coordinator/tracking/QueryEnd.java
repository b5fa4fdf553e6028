package io.skein.coordinator.tracking;

import io.skein.protocol.query.QueryStatus;

/** Takes what became of queries. Called on any thread, without a lock; must not block for long. */
@FunctionalInterface
public interface QueryEnd {

  /** Takes what became of a query that this coordinator planned. */
  void ended(QueryStatus query);
}

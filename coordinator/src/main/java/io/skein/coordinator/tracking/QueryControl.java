package io.skein.coordinator.tracking;

import java.util.Objects;

/**
 * What sees, limits and cancels queries. Immutable.
 *
 * @param limits how many queries may run, and how long
 * @param admission the places for queries that run, and the queue before them
 * @param tracker knows the queries that run
 */
public record QueryControl(QueryLimits limits, Admission admission, QueryTracker tracker) {

  public QueryControl {
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(admission, "admission");
    Objects.requireNonNull(tracker, "tracker");
  }
}

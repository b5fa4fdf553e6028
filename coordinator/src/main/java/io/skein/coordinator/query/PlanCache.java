package io.skein.coordinator.query;

import io.skein.coordinator.tracking.PlanningPlaces;
import io.skein.planner.DistributedPlan;
import io.skein.planner.PlannedInput;
import io.skein.planner.catalog.Catalog;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The plans of the requests that came last, over the catalog as it is now: a dashboard asks the
 * same again and again, and planning would take most of a short query's time. What depends on more
 * than the request and the catalog, such as {@code now()}, is planned each time. Thread-safe.
 */
final class PlanCache {
  private static final int PLANS = 256;

  /** Plans that name more shards than this are not kept: together they would fill the heap. */
  private static final long MOST_SHARDS = 20_000;

  private final PlanObserver observer;
  private final PlanningPlaces places;

  private final Map<QueryRequest, DistributedPlan> plans =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<QueryRequest, DistributedPlan> eldest) {
          return size() > PLANS;
        }
      };

  /** The catalog that the plans are over; another one, of the same content or not, drops them. */
  private Catalog planned = Catalog.EMPTY;

  /** Creates an empty cache; what it does not know is planned in one of the places. */
  PlanCache(PlanObserver observer, PlanningPlaces places) {
    this.observer = observer;
    this.places = places;
  }

  /**
   * Returns the request's plan.
   *
   * @param catalog all tables, of which the request is planned over those that its caller may read
   * @param planner plans it; what it throws is thrown on
   */
  DistributedPlan plan(QueryRequest request, Catalog catalog, Supplier<DistributedPlan> planner) {
    synchronized (this) {
      if (planned != catalog) {
        planned = catalog;
        plans.clear();
      }
      DistributedPlan known = plans.get(request);
      if (known != null) {
        observer.reused();
        return known;
      }
    }
    DistributedPlan plan = places.in(() -> timed(planner));
    if (plan.reusable() && shards(plan) <= MOST_SHARDS) {
      synchronized (this) {
        if (planned == catalog) {
          plans.put(request, plan);
        }
      }
    }
    return plan;
  }

  /** Tells how long the planning took, without the wait for a place. */
  private DistributedPlan timed(Supplier<DistributedPlan> planner) {
    long began = System.nanoTime();
    DistributedPlan plan = planner.get();
    observer.planned(Duration.ofNanos(System.nanoTime() - began));
    return plan;
  }

  private static long shards(DistributedPlan plan) {
    return plan.stages().stream()
        .flatMap(stage -> stage.tasks().stream())
        .flatMap(task -> task.inputs().stream())
        .mapToLong(input -> input instanceof PlannedInput.Scan scan ? scan.shards().size() : 1)
        .sum();
  }
}

package io.skein.coordinator.tracking;

import io.grpc.Context;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The places for queries that are being planned: first come, first served. Each plan holds memory
 * and a connection of the planner's DuckDB, so a flood of queries must not be planned at once.
 * Thread-safe.
 */
public final class PlanningPlaces {
  private final QueryLimits limits;
  private final Semaphore places;
  private final AtomicInteger waiting = new AtomicInteger();

  /** Creates free places. */
  public PlanningPlaces(QueryLimits limits) {
    this.limits = limits;
    this.places = new Semaphore(limits.planning(), true);
  }

  /**
   * Returns what the planner gives, which runs on the calling thread when there is a place.
   *
   * @throws SkeinException TOO_MANY_QUERIES if too many wait, or no place becomes free in time;
   *     CANCELLED if the client went away meanwhile
   */
  public <T> T in(Supplier<T> planner) {
    acquire();
    try {
      if (Context.current().isCancelled()) {
        throw new SkeinException(ErrorCode.CANCELLED, "the client went away");
      }
      return planner.get();
    } finally {
      places.release();
    }
  }

  private void acquire() {
    if (waiting.incrementAndGet() > QueryLimits.MOST_WAITING) {
      waiting.decrementAndGet();
      throw new SkeinException(
          ErrorCode.TOO_MANY_QUERIES,
          "%d queries are being planned, which is the limit, and %d wait; try again in about 1 s"
              .formatted(limits.planning(), QueryLimits.MOST_WAITING));
    }
    try {
      if (!places.tryAcquire(limits.patience().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new SkeinException(
            ErrorCode.TOO_MANY_QUERIES,
            "the query waited %d s to be planned behind others; try again in about %d s"
                .formatted(
                    limits.patience().toSeconds(), Math.max(1, limits.patience().toSeconds())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SkeinException(ErrorCode.CANCELLED, "the coordinator is closing", e);
    } finally {
      waiting.decrementAndGet();
    }
  }

  /** Returns how many queries wait to be planned. */
  public int waiting() {
    return waiting.get();
  }
}

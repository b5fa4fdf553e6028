package io.skein.coordinator.tracking;

import io.grpc.Context;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.query.QueryState;
import io.skein.protocol.query.QueryStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The places for queries that run, and the queue before them: first come, first served. A place is
 * a whole query's, never an endpoint's: clients that read endpoints in different orders would wait
 * for each other. Thread-safe.
 */
public final class Admission {
  private static final double NEWEST = 0.2;

  private final QueryLimits limits;
  private final Map<QueryId, Waiter> queue = new LinkedHashMap<>();
  private int taken;
  private long rejected;
  private double averageSeconds = 1;

  /** Creates free places and an empty queue. */
  public Admission(QueryLimits limits) {
    this.limits = limits;
  }

  private record Waiter(String user, String sql, long since, CompletableFuture<Slot> slot) {}

  /** A query's place. Given back once, by whoever is first; thread-safe. */
  public final class Slot implements AutoCloseable {
    private final long since = System.nanoTime();
    private boolean closed;

    private Slot() {}

    @Override
    public void close() {
      synchronized (Admission.this) {
        if (!closed) {
          closed = true;
          taken--;
          double seconds = (System.nanoTime() - since) / 1e9;
          averageSeconds += NEWEST * (seconds - averageSeconds);
          grant();
        }
      }
    }
  }

  /**
   * Returns a place for the query, waiting for it if there is none. The wait ends early when the
   * call in which it is asked for does.
   *
   * @throws SkeinException TOO_MANY_QUERIES if too many wait, or none ends in time; CANCELLED
   */
  public Slot admit(QueryId query, String user, String sql) {
    Waiter waiter = new Waiter(user, sql, System.nanoTime(), new CompletableFuture<>());
    synchronized (this) {
      boolean free = queue.isEmpty() && taken < limits.running();
      if (!free && queue.size() >= limits.waiting()) {
        rejected++;
        throw full();
      }
      queue.put(query, waiter);
      grant();
    }
    Context call = Context.current();
    Context.CancellationListener left =
        context -> cancel(query, new SkeinException(ErrorCode.CANCELLED, "the client went away"));
    call.addListener(left, Runnable::run);
    try {
      return await(query, waiter);
    } finally {
      call.removeListener(left);
    }
  }

  private Slot await(QueryId query, Waiter waiter) {
    try {
      return waiter.slot().get(limits.patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      cancel(query, tooLong());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cancel(query, new SkeinException(ErrorCode.CANCELLED, "the coordinator is closing", e));
    } catch (ExecutionException e) {
      throw (SkeinException) e.getCause();
    }
    try {
      // Guard against a place that came at the last moment.
      return waiter.slot().join();
    } catch (java.util.concurrent.CompletionException e) {
      throw (SkeinException) e.getCause();
    }
  }

  /** Ends the wait of the query with this error; returns whether it waited. */
  public boolean cancel(QueryId query, SkeinException reason) {
    Waiter waiter;
    synchronized (this) {
      waiter = queue.remove(query);
    }
    return waiter != null && waiter.slot().completeExceptionally(reason);
  }

  /** Returns a place for a query that runs already, whether one is free or not. */
  synchronized Slot occupy() {
    taken++;
    return new Slot();
  }

  /** Gives free places to the first in the queue. To be called under the lock. */
  private void grant() {
    while (taken < limits.running() && !queue.isEmpty()) {
      QueryId first = queue.keySet().iterator().next();
      Waiter waiter = queue.remove(first);
      taken++;
      waiter.slot().complete(new Slot());
    }
  }

  private SkeinException full() {
    return new SkeinException(
        ErrorCode.TOO_MANY_QUERIES,
        "%d queries run, which is the limit, and %d wait, which is all that may; %s"
            .formatted(taken, queue.size(), comeBack()));
  }

  private synchronized SkeinException tooLong() {
    rejected++;
    return new SkeinException(
        ErrorCode.TOO_MANY_QUERIES,
        "the query waited %d s for one of %d others to end, and none of them did in time; %s"
            .formatted(limits.patience().toSeconds(), taken, comeBack()));
  }

  private String comeBack() {
    return "try again in about %d s".formatted(retryAfter().toSeconds());
  }

  /** Returns when a query that is rejected now may find a place, going by those that ended. */
  synchronized Duration retryAfter() {
    double rounds = (double) (queue.size() + 1) / limits.running();
    return Duration.ofSeconds(Math.max(1, Math.min(600, Math.round(averageSeconds * rounds))));
  }

  /** Returns how many places are taken. */
  public synchronized int taken() {
    return taken;
  }

  /** Returns how many queries were rejected. */
  public synchronized long rejected() {
    return rejected;
  }

  /** Returns how many queries wait. */
  public synchronized int waiting() {
    return queue.size();
  }

  /** Returns the queries that wait, the first in the queue first. */
  synchronized List<QueryStatus> queries() {
    long now = System.nanoTime();
    return queue.entrySet().stream()
        .map(
            entry ->
                new QueryStatus(
                    entry.getKey(),
                    entry.getValue().user(),
                    entry.getValue().sql(),
                    "",
                    QueryState.QUEUED,
                    TimeUnit.NANOSECONDS.toMillis(now - entry.getValue().since()),
                    0,
                    0,
                    0,
                    List.of(),
                    ""))
        .toList();
  }
}

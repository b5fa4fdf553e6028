package io.skein.coordinator.tracking;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.id.TaskId;
import io.skein.protocol.query.QueryLabel;
import io.skein.protocol.query.QueryState;
import io.skein.protocol.query.QueryStatus;
import io.skein.protocol.query.QueryTime;
import io.skein.protocol.query.TaskNews;
import io.skein.protocol.query.TaskReport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The queries that run in the cluster, whoever planned them, as the workers tell of their tasks. No
 * query needs it: a coordinator that is started anew knows after a moment what runs, but not what
 * waits to be redeemed. Thread-safe.
 */
public final class QueryTracker {
  /** How many queries that are over are remembered, to be listed. */
  private static final int REMEMBERED = 200;

  private final QueryLimits limits;
  private final Admission admission;
  private final QueryOrders orders;
  private final QueryEnd listener;
  private final LongSupplier nanos;
  private final Map<QueryId, TrackedQuery> queries = new LinkedHashMap<>();
  private final Deque<QueryStatus> over = new ArrayDeque<>();

  /**
   * Creates a tracker that knows of no query.
   *
   * @param orders tells workers of queries that are over
   * @param listener is told what became of the queries that this coordinator planned
   * @param nanos the time, as {@link System#nanoTime}
   */
  public QueryTracker(
      QueryLimits limits,
      Admission admission,
      QueryOrders orders,
      QueryEnd listener,
      LongSupplier nanos) {
    this.limits = limits;
    this.admission = admission;
    this.orders = orders;
    this.listener = listener;
    this.nanos = nanos;
  }

  /** Notes that the query was planned, and has this place until it is over. */
  public synchronized void planned(QueryId id, QueryLabel label, Admission.Slot slot) {
    TrackedQuery query = new TrackedQuery(id, label, true, nanos.getAsLong());
    query.occupies(slot);
    queries.put(id, query);
  }

  /** Takes what a worker says of its tasks. */
  public void news(String worker, TaskNews news) {
    Set<QueryId> touched =
        news.reports().stream().map(TaskReport::query).collect(Collectors.toSet());
    synchronized (this) {
      long now = nanos.getAsLong();
      if (news.complete()) {
        Set<TaskId> known = news.reports().stream().map(TaskReport::id).collect(Collectors.toSet());
        queries.values().forEach(query -> query.keepOnly(worker, known, now));
        touched.addAll(queries.keySet());
      }
      for (TaskReport report : news.reports()) {
        find(report, now).ifPresent(query -> query.report(worker, report, now));
      }
    }
    settle(touched);
  }

  /** Notes that the worker does not answer: whatever runs there is not known. */
  public void silent(String worker) {
    news(worker, new TaskNews(0, 0, true, List.of()));
  }

  private Optional<TrackedQuery> find(TaskReport report, long now) {
    TrackedQuery known = queries.get(report.query());
    if (known != null || report.state().isDone()) {
      return Optional.ofNullable(known);
    }
    boolean isOver = over.stream().anyMatch(query -> query.id().equals(report.query()));
    if (isOver && !report.givesResult()) {
      // Tasks that nobody reads any more take a moment to end.
      return Optional.empty();
    }
    // Another coordinator's, or one whose tickets are redeemed late, or again.
    TrackedQuery query = new TrackedQuery(report.query(), report.label(), false, now);
    queries.put(report.query(), query);
    return Optional.of(query);
  }

  /** Ends what is over by now. To be called often. */
  public void tick() {
    Set<QueryId> all;
    synchronized (this) {
      all = Set.copyOf(queries.keySet());
    }
    settle(all);
  }

  private void settle(Set<QueryId> touched) {
    List<TrackedQuery> ended = new ArrayList<>();
    List<QueryStatus> results = new ArrayList<>();
    List<TrackedQuery> late = new ArrayList<>();
    synchronized (this) {
      long now = nanos.getAsLong();
      for (QueryId id : touched) {
        TrackedQuery query = queries.get(id);
        if (query == null) {
          continue;
        }
        QueryState state = query.state(now, limits.redeem());
        if (state.isDone()) {
          queries.remove(id);
          query.vacates();
          QueryStatus result = query.status(state, now);
          remember(result);
          ended.add(query);
          results.add(result);
        } else if (state == QueryState.HELD) {
          query.vacates();
        } else if (state == QueryState.RUNNING && !query.hasPlace()) {
          query.occupies(admission.occupy());
        }
        if (!state.isDone() && query.own() && query.exceedsTime(now)) {
          late.add(query);
        }
      }
    }
    for (int i = 0; i < ended.size(); i++) {
      end(ended.get(i), results.get(i));
    }
    for (TrackedQuery query : late) {
      orders.cancelLater(query.id(), QueryTime.exceeded(query.label().timeLimit().orElseThrow()));
    }
  }

  private void remember(QueryStatus result) {
    over.addFirst(result);
    if (over.size() > REMEMBERED) {
      over.removeLast();
    }
  }

  private void end(TrackedQuery query, QueryStatus result) {
    if (!query.own()) {
      return;
    }
    if (result.state() != QueryState.FINISHED && !query.workers().isEmpty()) {
      orders.releaseLater(query.id(), query.workers());
    }
    listener.ended(result);
  }

  /**
   * Cancels the query wherever it is: in the queue, at its client, at the workers.
   *
   * @return the workers that could not be told; tasks that run there end when they notice that
   *     nobody reads what they give
   */
  public Set<String> cancel(QueryId id, SkeinException reason) {
    if (admission.cancel(id, reason)) {
      return Set.of();
    }
    Set<String> deaf = orders.cancel(id, reason);
    Optional<QueryStatus> result = Optional.empty();
    synchronized (this) {
      TrackedQuery query = queries.get(id);
      long now = nanos.getAsLong();
      if (query != null && query.state(now, limits.redeem()) == QueryState.PLANNED) {
        queries.remove(id);
        query.vacates();
        result = Optional.of(query.status(QueryState.CANCELLED, now));
        remember(result.get());
      }
    }
    result.ifPresent(listener::ended);
    return deaf;
  }

  /**
   * Returns the status of the query.
   *
   * @throws SkeinException INVALID_REQUEST if it is not known
   */
  public QueryStatus query(QueryId id) {
    return queries().stream()
        .filter(query -> query.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new SkeinException(
                    ErrorCode.INVALID_REQUEST,
                    "no query %s is known: it is over, or never was; './skein queries' lists them"
                        .formatted(id)));
  }

  /** Returns the queries that wait, those that run, and those that were over last. */
  public List<QueryStatus> queries() {
    List<QueryStatus> all = new ArrayList<>(admission.queries());
    synchronized (this) {
      long now = nanos.getAsLong();
      queries
          .values()
          .forEach(query -> all.add(query.status(query.state(now, limits.redeem()), now)));
      all.addAll(over);
    }
    return all;
  }

  /** Returns how many tasks run at each worker, by its id. */
  public synchronized Map<String, Integer> tasks() {
    Map<String, Integer> tasks = new HashMap<>();
    queries.values().forEach(query -> query.countTasks(tasks));
    return tasks;
  }

  /**
   * Notes that the client of a query will not redeem it, or not soon: others get its place. Its
   * tickets stay what they are.
   */
  public void putOff(QueryId id) {
    synchronized (this) {
      TrackedQuery query = queries.get(id);
      if (query != null && query.state(nanos.getAsLong(), limits.redeem()) == QueryState.PLANNED) {
        query.putOff(limits.redeem());
      }
    }
    settle(Set.of(id));
  }
}

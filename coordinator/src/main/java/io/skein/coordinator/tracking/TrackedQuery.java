package io.skein.coordinator.tracking;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.id.TaskId;
import io.skein.protocol.query.QueryLabel;
import io.skein.protocol.query.QueryState;
import io.skein.protocol.query.QueryStatus;
import io.skein.protocol.query.TaskReport;
import io.skein.protocol.query.TaskState;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What is known of one query that is not over. It does no input or output and knows no clock: times
 * are nanoseconds that the caller gives. Used under a lock.
 */
final class TrackedQuery {
  /** From when on a query whose tasks wait for the client does not take a place any more. */
  private static final long HELD_MILLIS = 2_000;

  /** How long a reader may take to go on to another worker before an error is the query's. */
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private final QueryId id;
  private final QueryLabel label;
  private final boolean own;
  private final long asked;
  private final Map<Run, TaskReport> running = new HashMap<>();
  private final Map<Integer, TaskReport> finished = new HashMap<>();
  private final Map<Integer, TaskReport.Failure> failures = new HashMap<>();
  private final Set<TaskId> tasks = new HashSet<>();
  private final Set<String> workers = new TreeSet<>();
  private Optional<Admission.Slot> slot = Optional.empty();
  private long began;
  private long changed;

  /**
   * Creates what is known of a query.
   *
   * @param own whether this coordinator planned it
   * @param now when it was planned, or first seen
   */
  TrackedQuery(QueryId id, QueryLabel label, boolean own, long now) {
    this.id = id;
    this.label = label;
    this.own = own;
    this.asked = now;
    this.changed = now;
  }

  /** One run of a task at one worker. */
  private record Run(String worker, TaskId task) {}

  QueryId id() {
    return id;
  }

  QueryLabel label() {
    return label;
  }

  boolean own() {
    return own;
  }

  Set<String> workers() {
    return new TreeSet<>(workers);
  }

  /** Takes what a worker says of a task. */
  void report(String worker, TaskReport report, long now) {
    Run run = new Run(worker, report.id());
    if (tasks.isEmpty()) {
      began = now - TimeUnit.MILLISECONDS.toNanos(report.millis());
    }
    tasks.add(report.id());
    workers.add(worker);
    changed = now;
    if (!report.state().isDone()) {
      running.put(run, report);
    } else {
      running.remove(run);
    }
    if (report.givesResult()) {
      int task = report.id().task();
      failures.remove(task);
      if (report.state() == TaskState.FINISHED) {
        finished.put(task, report);
      }
      report.error().ifPresent(error -> failures.put(task, error));
    }
  }

  /** Forgets tasks of the worker but for these: whatever became of them, they do not run. */
  void keepOnly(String worker, Set<TaskId> known, long now) {
    boolean gone =
        running
            .keySet()
            .removeIf(run -> run.worker().equals(worker) && !known.contains(run.task()));
    if (gone) {
      changed = now;
    }
  }

  /** Makes it as old as one for which nobody came. */
  void putOff(Duration redeem) {
    changed -= redeem.toNanos();
  }

  /** Counts the tasks that run at each worker. */
  void countTasks(Map<String, Integer> tasks) {
    running.keySet().forEach(run -> tasks.merge(run.worker(), 1, Integer::sum));
  }

  /** Returns how far it has come. */
  QueryState state(long now, Duration redeem) {
    if (label.resultTasks() > 0 && finished.size() >= label.resultTasks()) {
      return QueryState.FINISHED;
    }
    if (!failures.isEmpty() && !givesResult() && now - changed >= GRACE_NANOS) {
      return failure().get().code() == ErrorCode.CANCELLED
          ? QueryState.CANCELLED
          : QueryState.FAILED;
    }
    if (!running.isEmpty()) {
      return isHeld() ? QueryState.HELD : QueryState.RUNNING;
    }
    if (now - changed >= redeem.toNanos()) {
      return QueryState.ABANDONED;
    }
    return tasks.isEmpty() ? QueryState.PLANNED : QueryState.RUNNING;
  }

  private boolean givesResult() {
    return running.values().stream().anyMatch(TaskReport::givesResult);
  }

  private boolean isHeld() {
    return running.values().stream().allMatch(task -> task.heldMillis() >= HELD_MILLIS);
  }

  /** Returns the error that says most: not that of a part that was ended because of another. */
  Optional<TaskReport.Failure> failure() {
    return failures.values().stream()
        .min(
            (a, b) ->
                Boolean.compare(a.code() == ErrorCode.CANCELLED, b.code() == ErrorCode.CANCELLED));
  }

  /** Returns whether it has run for longer than it may. */
  boolean exceedsTime(long now) {
    return !running.isEmpty()
        && label.timeLimit().map(limit -> now - began > limit.toNanos()).orElse(false);
  }

  /** Gives it a place. */
  void occupies(Admission.Slot taken) {
    slot.ifPresent(Admission.Slot::close);
    slot = Optional.of(taken);
  }

  /** Takes its place away. */
  void vacates() {
    slot.ifPresent(Admission.Slot::close);
    slot = Optional.empty();
  }

  boolean hasPlace() {
    return slot.isPresent();
  }

  /** Returns how long it has been known, or how long it ran if it is over, in milliseconds. */
  private long millis(QueryState state, long now) {
    long since = state.isDone() && !tasks.isEmpty() ? began : asked;
    return TimeUnit.NANOSECONDS.toMillis(Math.max(0, (state.isDone() ? changed : now) - since));
  }

  QueryStatus status(QueryState state, long now) {
    List<TaskReport> results =
        Stream.concat(
                finished.values().stream(),
                running.values().stream()
                    .filter(task -> task.givesResult() && !finished.containsKey(task.id().task())))
            .toList();
    return new QueryStatus(
        id,
        label.user(),
        label.sql(),
        label.lane(),
        state,
        millis(state, now),
        results.stream().mapToLong(TaskReport::rows).sum(),
        results.stream().mapToLong(TaskReport::bytes).sum(),
        tasks.size(),
        List.copyOf(workers),
        failure().map(error -> "%s (%s)".formatted(error.message(), error.code())).orElse(""));
  }
}

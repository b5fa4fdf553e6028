package io.skein.worker.task;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.id.TaskId;
import io.skein.protocol.query.QueryLabel;
import io.skein.protocol.query.QueryTime;
import io.skein.protocol.query.TaskNews;
import io.skein.protocol.query.TaskReport;
import io.skein.protocol.query.TaskState;
import io.skein.protocol.ticket.TaskGrant;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tasks that run at the worker. Thread-safe. */
public final class RunningTasks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningTasks.class);
  private static final long REPEAT_MILLIS = 20;

  /** Readers only wait and send, so more of them may be there than tasks. */
  private static final int READERS_FOR_A_TASK = 16;

  private final int limit;
  private final Duration grace;
  private final Set<RunningTask> tasks = new HashSet<>();
  private final Set<RunningTask> readers = new HashSet<>();
  private final Traffic traffic = new Traffic();
  private final TaskJournal journal = new TaskJournal();
  private final RefusedQueries refused = new RefusedQueries();
  private final ScheduledThreadPoolExecutor stopper;
  private BiConsumer<TaskState, Duration> ended = (state, time) -> {};
  private boolean draining;

  /** Creates an empty set that takes as many tasks as the limits say. */
  public RunningTasks(TaskLimits limits, String worker) {
    this.limit = limits.tasks();
    this.grace = limits.grace();
    this.stopper =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "task-stopper-" + worker);
              thread.setDaemon(true);
              return thread;
            });
    // Time limits of tasks that have ended.
    stopper.setRemoveOnCancelPolicy(true);
  }

  /**
   * Takes in a task, whose time begins now.
   *
   * @throws SkeinException DRAINING or TOO_MANY_QUERIES; the error with which its query was
   *     cancelled
   */
  synchronized RunningTask begin(TaskGrant grant) {
    refused.requireWanted(grant.id().query());
    if (draining) {
      throw new SkeinException(
          ErrorCode.DRAINING, "the worker is leaving and takes no new tasks; try another");
    }
    if (isFull() && !endLongestHeld()) {
      throw new SkeinException(
          ErrorCode.TOO_MANY_QUERIES,
          "the worker runs %d tasks, which is its limit; run the query again later"
              .formatted(tasks.size()));
    }
    QueryLabel label = grant.graph().label();
    RunningTask task = add(new RunningTask(grant.id().toString(), grant.id(), label, this), tasks);
    journal.add(task.report());
    label.timeLimit().ifPresent(limit -> endAfter(limit, task));
    notifyAll();
    return task;
  }

  private boolean isFull() {
    return tasks.size() >= limit
        && tasks.stream().filter(task -> !task.isEnding()).count() >= limit;
  }

  /** Ends the task whose client has read nothing for longest; returns whether there was one. */
  private boolean endLongestHeld() {
    Optional<RunningTask> longest =
        tasks.stream().filter(this::isHeld).max(Comparator.comparingLong(RunningTask::heldMillis));
    longest.ifPresent(task -> end(task, "place"));
    return longest.isPresent();
  }

  /**
   * Ends all tasks and readers whose clients have read nothing for the time of grace: what they
   * hold of DuckDB's memory is needed. Does not wait.
   */
  void endHeld() {
    List<RunningTask> held;
    synchronized (this) {
      held = all().filter(this::isHeld).toList();
    }
    held.forEach(task -> end(task, "memory"));
  }

  /** Only the client of a query can be told to read faster, not a task that reads another. */
  private boolean isHeld(RunningTask task) {
    return !task.isEnding() && task.heldMillis() >= grace.toMillis() && task.givesResult();
  }

  private static void end(RunningTask task, String needed) {
    task.cancel(
        new SkeinException(
            ErrorCode.TIMED_OUT,
            ("the client has read nothing for %d s, and the worker needs the %s for others; read"
                    + " the result faster, or fetch it to a file")
                .formatted(TimeUnit.MILLISECONDS.toSeconds(task.heldMillis()), needed)));
  }

  private void endAfter(Duration limit, RunningTask task) {
    SkeinException reason = QueryTime.exceeded(limit);
    Future<?> end =
        stopper.schedule(() -> task.cancel(reason), limit.toMillis(), TimeUnit.MILLISECONDS);
    task.onEnd(() -> end.cancel(false));
  }

  /**
   * Takes in a reader of a task's kept result. What is there may be read while the worker leaves.
   *
   * @throws SkeinException TOO_MANY_QUERIES; the error with which its query was cancelled
   */
  synchronized RunningTask beginReading(TaskGrant grant) {
    TaskId id = grant.id();
    OptionalInt partition = grant.partition();
    refused.requireWanted(id.query());
    if (readers.size() >= (long) limit * READERS_FOR_A_TASK) {
      throw new SkeinException(
          ErrorCode.TOO_MANY_QUERIES,
          "%d tasks read results at the worker, which is its limit; run the query again later"
              .formatted(readers.size()));
    }
    String name =
        partition.isPresent()
            ? "%s reader of partition %d".formatted(id, partition.getAsInt())
            : id + " reader";
    return add(new RunningTask(name, id, grant.graph().label(), this), readers);
  }

  private static RunningTask add(RunningTask task, Set<RunningTask> place) {
    place.add(task);
    return task;
  }

  synchronized void remove(RunningTask task) {
    if (tasks.remove(task)) {
      TaskReport report = task.report();
      journal.add(report);
      ended.accept(report.state(), Duration.ofMillis(report.millis()));
    }
    readers.remove(task);
    notifyAll();
  }

  /** Stops the task's work, again and again until the task has ended. */
  void stopUntilEnded(RunningTask task) {
    stopper.execute(() -> stopOnce(task));
  }

  private void stopOnce(RunningTask task) {
    try {
      if (!task.stop()) {
        return;
      }
    } catch (RuntimeException e) {
      LOG.warn("Task {} resists", task.name(), e);
    }
    stopper.schedule(() -> stopOnce(task), REPEAT_MILLIS, TimeUnit.MILLISECONDS);
  }

  Traffic traffic() {
    return traffic;
  }

  /** Sets who is told how each task ended, and how long it ran; it must not block. */
  public synchronized void onEnd(BiConsumer<TaskState, Duration> listener) {
    ended = listener;
  }

  /** Returns how many cancelled queries' tickets are refused. */
  public synchronized int refused() {
    return refused.size();
  }

  /** Returns how much all tasks exchanged since the worker was started. */
  public TrafficCount exchanged() {
    return traffic.count();
  }

  /** Returns how many tasks run, and how many readers kept results have. */
  public synchronized int count() {
    return tasks.size() + readers.size();
  }

  /** Returns the printed ids of the running tasks, and of those that have readers. */
  public synchronized List<String> ids() {
    return all().map(RunningTask::name).sorted().toList();
  }

  private Stream<RunningTask> all() {
    return Stream.concat(tasks.stream(), readers.stream());
  }

  /**
   * Answers who asks for news of tasks: at once if there are some, else when there are, or with
   * what runs when the question's patience ends.
   */
  public synchronized TaskNews news(TaskNews.Question question) throws InterruptedException {
    if (journal.remembers(question)) {
      long deadline = System.nanoTime() + question.patience().toNanos();
      long left = question.patience().toMillis();
      while (!journal.hasNews(question) && left > 0) {
        wait(left);
        left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      }
      if (journal.remembers(question) && journal.hasNews(question)) {
        return journal.since(question);
      }
    }
    return journal.complete(tasks.stream().map(RunningTask::report).toList());
  }

  /**
   * Ends all tasks and readers of the query with this error, and lets none begin before its tickets
   * have expired.
   */
  public void refuse(QueryId query, SkeinException reason, Instant expires) {
    List<RunningTask> current;
    synchronized (this) {
      refused.add(query, reason, expires, Instant.now());
      current = all().filter(task -> task.query().equals(query)).toList();
    }
    current.forEach(task -> task.cancel(reason));
  }

  /** Takes no new tasks from now on. */
  public synchronized void drain() {
    draining = true;
  }

  /** Waits until no task runs; returns whether that came within the time. */
  public synchronized boolean awaitNone(Duration time) throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    while (count() > 0) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** Tells all running tasks to end with this error. */
  public void cancelAll(SkeinException reason) {
    List<RunningTask> current;
    synchronized (this) {
      current = all().toList();
    }
    current.forEach(task -> task.cancel(reason));
  }

  @Override
  public void close() {
    stopper.shutdownNow();
  }
}

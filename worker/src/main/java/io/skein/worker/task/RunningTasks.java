package io.skein.worker.task;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.id.TaskId;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tasks that run at the worker. Thread-safe. */
public final class RunningTasks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningTasks.class);
  private static final long REPEAT_MILLIS = 20;

  private final int limit;
  private final Set<RunningTask> tasks = new HashSet<>();
  private final ScheduledExecutorService stopper;
  private boolean draining;

  /** Creates an empty set that takes as many tasks as the limits say. */
  public RunningTasks(TaskLimits limits, String worker) {
    this.limit = limits.tasks();
    this.stopper =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "task-stopper-" + worker);
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Takes in a task.
   *
   * @throws SkeinException DRAINING or TOO_MANY_QUERIES
   */
  synchronized RunningTask begin(TaskId id) {
    if (draining) {
      throw new SkeinException(
          ErrorCode.DRAINING, "the worker is leaving and takes no new tasks; try another");
    }
    if (tasks.size() >= limit) {
      throw new SkeinException(
          ErrorCode.TOO_MANY_QUERIES,
          "the worker runs %d tasks, which is its limit; run the query again later"
              .formatted(tasks.size()));
    }
    RunningTask task = new RunningTask(id, this);
    tasks.add(task);
    return task;
  }

  synchronized void remove(RunningTask task) {
    tasks.remove(task);
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
      LOG.warn("Task {} resists", task.id(), e);
    }
    stopper.schedule(() -> stopOnce(task), REPEAT_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Returns how many tasks run. */
  public synchronized int count() {
    return tasks.size();
  }

  /** Returns the printed ids of the running tasks. */
  public synchronized List<String> ids() {
    return tasks.stream().map(task -> task.id().toString()).sorted().toList();
  }

  /** Takes no new tasks from now on. */
  public synchronized void drain() {
    draining = true;
  }

  /** Waits until no task runs; returns whether that came within the time. */
  public synchronized boolean awaitNone(Duration time) throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    while (!tasks.isEmpty()) {
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
      current = List.copyOf(tasks);
    }
    current.forEach(task -> task.cancel(reason));
  }

  @Override
  public void close() {
    stopper.shutdownNow();
  }
}

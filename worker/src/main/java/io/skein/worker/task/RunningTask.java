package io.skein.worker.task;

import io.skein.protocol.error.SkeinException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One task that runs, or one reader of its kept result, and what must be stopped when it is told to
 * end early. Thread-safe.
 *
 * <p>What is stopped may have to be stopped again, where it had only just begun; see {@link #stop}.
 */
final class RunningTask {
  private final String name;
  private final RunningTasks all;
  private final List<Runnable> stops = new ArrayList<>();
  private SkeinException reason;
  private boolean ended;

  RunningTask(String name, RunningTasks all) {
    this.name = name;
    this.all = all;
  }

  /** Returns the printed id, and what of the task it is if not its run. */
  String name() {
    return name;
  }

  /** Adds what stops a part of the task's work; it must not block, and may be called again. */
  synchronized void onCancel(Runnable stop) {
    stops.add(stop);
    if (reason != null) {
      stop.run();
    }
  }

  /** Tells the task to end with this error, unless it was told before. Does not wait. */
  void cancel(SkeinException why) {
    synchronized (this) {
      if (reason != null || ended) {
        return;
      }
      reason = why;
    }
    all.stopUntilEnded(this);
  }

  /** Stops what the task does now; returns whether the task has not ended yet. */
  boolean stop() {
    List<Runnable> current;
    synchronized (this) {
      if (ended) {
        return false;
      }
      current = List.copyOf(stops);
    }
    current.forEach(Runnable::run);
    return true;
  }

  /** Returns the error with which the task was told to end. */
  synchronized Optional<SkeinException> cancelReason() {
    return Optional.ofNullable(reason);
  }

  void end() {
    synchronized (this) {
      ended = true;
      stops.clear();
    }
    all.remove(this);
  }
}

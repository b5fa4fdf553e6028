package io.skein.worker.task;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.BatchSender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * One task that runs, or one reader of its kept result, and what must be stopped when it is told to
 * end early. Thread-safe.
 *
 * <p>What is stopped may have to be stopped again, where it had only just begun; see {@link #stop}.
 */
final class RunningTask {
  private final String name;
  private final RunningTasks all;
  private final Traffic traffic;
  private final List<Runnable> stops = new ArrayList<>();
  private SkeinException reason;
  private boolean ended;

  RunningTask(String name, RunningTasks all) {
    this.name = name;
    this.all = all;
    this.traffic = all.traffic().part();
  }

  /** Returns the printed id, and what of the task it is if not its run. */
  String name() {
    return name;
  }

  /** Returns how much the task exchanges. */
  Traffic traffic() {
    return traffic;
  }

  /** Sends a batch of the task's result, and counts it. */
  void send(BatchSender sender, VectorSchemaRoot batch) {
    long bytes = sender.bytes();
    sender.send(batch);
    traffic.sent(batch.getRowCount(), sender.bytes() - bytes);
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
      notifyAll();
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

  /**
   * Waits for the time.
   *
   * @throws SkeinException the error with which the task was told to end meanwhile
   */
  synchronized void pause(Duration time) {
    long deadline = System.nanoTime() + time.toNanos();
    long left = time.toMillis();
    while (reason == null && left > 0) {
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SkeinException(ErrorCode.CANCELLED, "the task was interrupted", e);
      }
      left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    }
    if (reason != null) {
      throw reason;
    }
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

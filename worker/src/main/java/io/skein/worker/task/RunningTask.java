package io.skein.worker.task;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.BatchSender;
import io.skein.protocol.flight.EndpointReader;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.id.TaskId;
import io.skein.protocol.query.QueryLabel;
import io.skein.protocol.query.TaskReport;
import io.skein.protocol.query.TaskState;
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
  private final TaskId id;
  private final QueryLabel label;
  private final RunningTasks all;
  private final long start = System.nanoTime();
  private final Traffic traffic;
  private final List<Runnable> stops = new ArrayList<>();
  private Runnable afterwards = () -> {};
  private Optional<BatchSender> sending = Optional.empty();
  private SkeinException reason;
  private SkeinException failure;
  private boolean ended;

  RunningTask(String name, TaskId id, QueryLabel label, RunningTasks all) {
    this.name = name;
    this.id = id;
    this.label = label;
    this.all = all;
    this.traffic = all.traffic().part();
  }

  /** Returns the printed id, and what of the task it is if not its run. */
  String name() {
    return name;
  }

  /** Returns the query that it belongs to. */
  QueryId query() {
    return id.query();
  }

  /** Notes what sends its result. */
  synchronized void sends(BatchSender sender) {
    sending = Optional.of(sender);
    onCancel(sender::stop);
  }

  /** Notes the error that its reader is told. */
  void failed(SkeinException error) {
    synchronized (this) {
      failure = error;
    }
    // Of another task's memory, which may be another worker's, nothing here would be given back.
    if (error.code() == ErrorCode.OUT_OF_MEMORY
        && EndpointReader.isOfThisTask(error, Optional.of(id))) {
      all.endHeld();
    }
  }

  /** Returns for how long the client has now left a batch of its result unread; else 0. */
  synchronized long heldMillis() {
    return ended ? 0 : sending.map(BatchSender::heldMillis).orElse(0L);
  }

  /** Returns whether what it sends is a part of the query's result. */
  boolean givesResult() {
    return report().givesResult();
  }

  /** Returns whether it was told to end. */
  synchronized boolean isEnding() {
    return reason != null;
  }

  /** Returns how far it has come. */
  synchronized TaskReport report() {
    TrafficCount count = traffic.count();
    return new TaskReport(
        id,
        label,
        state(),
        count.rowsSent(),
        count.bytesSent(),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
        heldMillis(),
        Optional.ofNullable(failure)
            .map(error -> new TaskReport.Failure(error.code(), error.getMessage())));
  }

  private TaskState state() {
    if (!ended) {
      return TaskState.RUNNING;
    }
    if (failure == null) {
      return TaskState.FINISHED;
    }
    return failure.code() == ErrorCode.CANCELLED ? TaskState.CANCELLED : TaskState.FAILED;
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

  /** Sets what is done when the task has ended; it must not block. */
  synchronized void onEnd(Runnable action) {
    afterwards = action;
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
      afterwards.run();
    }
    all.remove(this);
  }
}

package io.skein.worker.task;

import io.skein.protocol.id.TaskId;

/**
 * Named places in the runs of tasks at which something may be made to go wrong. Only tests do: the
 * command that runs a worker knows no way to give one another than {@link #NONE}. Thread-safe.
 */
@FunctionalInterface
public interface TaskFaults {
  /** Nothing goes wrong. */
  TaskFaults NONE = (point, task, batch) -> {};

  /** A place in a run. */
  enum Point {
    /** The run begins; its reader has heard nothing yet. */
    START,
    /** What the task reads is there. */
    LOADED,
    /** A batch is about to be sent; the first one has the number 0. */
    BATCH,
    /** All rows are there, or sent, but nobody was told that these were all. */
    END
  }

  /**
   * Is called by the run's thread at the point. It may throw, or take its time.
   *
   * @param task the run, or the run whose kept result is read
   * @param batch the number of the batch; 0 where there is none
   */
  void at(Point point, TaskId task, long batch);
}

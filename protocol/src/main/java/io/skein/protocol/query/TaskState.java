package io.skein.protocol.query;

/** How far one run of a task has come. */
public enum TaskState {
  /** It runs. */
  RUNNING,
  /** It gave all of its rows. */
  FINISHED,
  /** It ended with an error. */
  FAILED,
  /** It was told to end, or its reader went away. */
  CANCELLED;

  /** Returns whether nothing follows. */
  public boolean isDone() {
    return this != RUNNING;
  }
}

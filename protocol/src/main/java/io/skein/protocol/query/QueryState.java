package io.skein.protocol.query;

/** How far a query has come. */
public enum QueryState {
  /** It waits for others to end. */
  QUEUED,
  /** Its tickets are at the client, which has not redeemed any yet. */
  PLANNED,
  /** Tasks of it run. */
  RUNNING,
  /** All its tasks wait for the client to read. */
  HELD,
  /** All of its result was given. */
  FINISHED,
  /** It ended with an error. */
  FAILED,
  /** It was cancelled, or its client went away. */
  CANCELLED,
  /** Its client has not come for the result, or not for all of it. */
  ABANDONED;

  /** Returns whether nothing follows, unless tickets of it are redeemed once more. */
  public boolean isDone() {
    return switch (this) {
      case QUEUED, PLANNED, RUNNING, HELD -> false;
      case FINISHED, FAILED, CANCELLED, ABANDONED -> true;
    };
  }
}

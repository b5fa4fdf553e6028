package io.skein.planner;

/** How a query runs as a whole. */
public enum Lane {
  /** It reads no table: one worker answers it, or the coordinator while planning. */
  LOCAL,
  /** Every worker answers for its own shards; the result is all their rows. */
  SCATTER,
  /** Stages with exchanges between them. */
  STAGED,
  /** One worker pulls the rows that are needed and runs the original statement. */
  GATHER
}

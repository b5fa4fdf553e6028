package io.skein.planner.distribute;

/** Where the rows of a part of a plan are. */
enum Spread {
  /** Every task has the rows of its shards. */
  SHARDED,
  /** Every task has the rows of its partition of the stages that it reads. */
  PARTITIONED,
  /** One task has all rows. */
  SINGLE,
  /** Any task can make all rows by itself. */
  ANYWHERE;

  /** Returns whether several tasks have the rows, each some of them. */
  boolean isDistributed() {
    return this == SHARDED || this == PARTITIONED;
  }
}

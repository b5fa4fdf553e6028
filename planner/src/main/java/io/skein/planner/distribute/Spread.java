package io.skein.planner.distribute;

/** Where the rows of a part of a plan are. */
enum Spread {
  /** Every task has the rows of its shards. */
  SHARDED,
  /** One task has all rows. */
  SINGLE,
  /** Any task can make all rows by itself: they come from no table. */
  ANYWHERE
}

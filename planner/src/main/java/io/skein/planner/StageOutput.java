package io.skein.planner;

import java.util.List;

/** How the results of a stage's tasks are read. */
public sealed interface StageOutput {

  /** Every task's result is read once, while it is computed. */
  record Streamed() implements StageOutput {}

  /**
   * Every task's result is computed once, kept, and read whole by each of several readers.
   *
   * @param readers how many readers each task has; at least one
   * @param repeatable whether the task gives the same rows each time that it runs; if not, all its
   *     readers must read of one run
   */
  record Kept(int readers, boolean repeatable) implements StageOutput {

    public Kept {
      requireReaders(readers);
    }
  }

  /**
   * Every task's result is computed once, kept, and divided by {@code hash(keys) % partitions};
   * each reader reads one of the partitions.
   *
   * @param keys columns of the fragment, at least one
   * @param partitions how many partitions; at least one
   * @param readers how many readers each task has, all partitions together; at least one
   * @param repeatable whether the task gives the same rows each time that it runs; if not, all its
   *     readers must read of one run
   */
  record Partitioned(List<String> keys, int partitions, int readers, boolean repeatable)
      implements StageOutput {

    public Partitioned {
      keys = List.copyOf(keys);
      requireReaders(readers);
      if (keys.isEmpty() || partitions < 1) {
        throw new IllegalArgumentException(
            "%d partitions by the columns %s".formatted(partitions, keys));
      }
    }
  }

  private static void requireReaders(int readers) {
    if (readers < 1) {
      throw new IllegalArgumentException("a stage without readers: " + readers);
    }
  }
}

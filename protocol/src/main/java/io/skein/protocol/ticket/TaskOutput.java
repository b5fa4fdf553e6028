package io.skein.protocol.ticket;

import java.util.List;

/** How the result of each of a stage's tasks is read. */
public sealed interface TaskOutput {

  /** The result is read once, while it is computed. */
  record Streamed() implements TaskOutput {}

  /** The result is computed once, kept, and read by several readers. */
  sealed interface Kept extends TaskOutput permits Whole, Partitioned {

    /** Returns how many readers the result has; at least one. */
    int readers();

    /**
     * Returns whether the task gives the same rows each time that it runs; if not, all its readers
     * must read of one run.
     */
    boolean repeatable();
  }

  /**
   * Each reader reads all of a kept result. Immutable.
   *
   * @param readers how many readers the result has
   * @param repeatable whether a second run gives the same rows
   */
  record Whole(int readers, boolean repeatable) implements Kept {

    public Whole {
      requireReaders(readers);
    }
  }

  /**
   * A kept result is divided by the hash of its keys, and each reader reads one of the partitions.
   * Immutable.
   *
   * @param keys names of columns of the result, at least one
   * @param partitions how many partitions; at least one
   * @param readers how many readers the result has, all partitions together
   * @param repeatable whether a second run gives the same rows
   */
  record Partitioned(List<String> keys, int partitions, int readers, boolean repeatable)
      implements Kept {
    /** The most partitions that a result can have. */
    public static final int MOST_PARTITIONS = 65_536;

    public Partitioned {
      keys = List.copyOf(keys);
      requireReaders(readers);
      if (keys.isEmpty() || partitions < 1 || partitions > MOST_PARTITIONS) {
        throw new IllegalArgumentException(
            "%d partitions by the columns %s".formatted(partitions, keys));
      }
    }
  }

  private static void requireReaders(int readers) {
    if (readers < 1) {
      throw new IllegalArgumentException("a result without readers: " + readers);
    }
  }
}

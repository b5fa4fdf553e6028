package io.skein.generator.table;

import java.util.Iterator;

/**
 * The rows of a table, in an order of their own, computed on demand. Immutable and thread-safe; the
 * iterators are not.
 */
public interface RowSource<R> {
  /**
   * Returns the rows of one of several equal, consecutive parts. All parts in order are the table,
   * however many they are.
   *
   * @param part from 0 to parts - 1
   */
  Iterator<R> part(int part, int parts);

  /** Returns how many rows the table has, or nearly. */
  long expectedRows();
}

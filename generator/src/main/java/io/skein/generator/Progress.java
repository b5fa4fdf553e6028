package io.skein.generator;

/** Whoever wants to know how far a data set is written. Called from several threads. */
@FunctionalInterface
public interface Progress {
  /** Tells nobody. */
  Progress NONE = (rows, expectedRows) -> {};

  /**
   * Is called every few thousand rows; an exception thrown here ends the run.
   *
   * @param rows how many are written
   * @param expectedRows how many there will be, or nearly
   */
  void written(long rows, long expectedRows);
}

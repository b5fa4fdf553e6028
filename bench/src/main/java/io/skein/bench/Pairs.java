package io.skein.bench;

import java.util.ArrayList;
import java.util.List;

/** Times two actions in turn, so that both meet the same machine: ours, theirs, ours, theirs ... */
final class Pairs {
  private Pairs() {}

  /** Something that is timed. */
  @FunctionalInterface
  interface Timed {
    /** Runs it once. */
    void run() throws Exception;
  }

  /**
   * The times of the runs that count, in seconds. Immutable.
   *
   * @param ours the cluster's
   * @param theirs DuckDB's
   */
  record Times(List<Double> ours, List<Double> theirs) {
    Times {
      ours = List.copyOf(ours);
      theirs = List.copyOf(theirs);
    }
  }

  /** Returns the ratio of the two, after one run of each that does not count. */
  static Figure measure(String name, String limit, int runs, Timed ours, Timed theirs)
      throws Exception {
    Times times = times(runs, ours, theirs);
    return Figure.ratio(name, times.ours(), times.theirs(), limit);
  }

  /** Returns the times of the two, after one run of each that does not count. */
  static Times times(int runs, Timed ours, Timed theirs) throws Exception {
    List<Double> ourSeconds = new ArrayList<>();
    List<Double> theirSeconds = new ArrayList<>();
    for (int run = 0; run <= runs; run++) {
      double our = seconds(ours);
      double their = seconds(theirs);
      if (run > 0) {
        ourSeconds.add(our);
        theirSeconds.add(their);
      }
    }
    return new Times(ourSeconds, theirSeconds);
  }

  private static double seconds(Timed action) throws Exception {
    long start = System.nanoTime();
    action.run();
    return (System.nanoTime() - start) / 1e9;
  }
}

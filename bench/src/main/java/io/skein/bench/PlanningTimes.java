package io.skein.bench;

import io.skein.planner.Planner;
import io.skein.planner.catalog.Catalog;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How long plans took, on the clock and in work of the thread, in nanoseconds. Not thread-safe. */
final class PlanningTimes {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final long[] clock;
  private final long[] work;
  private int count;

  private PlanningTimes(int plans) {
    clock = new long[plans];
    work = new long[plans];
  }

  /** Plans each query so often, after some rounds that do not count. */
  static PlanningTimes measure(
      Planner planner, Catalog catalog, List<Query> queries, int warmUp, int rounds) {
    PlanningTimes times = new PlanningTimes(rounds * queries.size());
    for (int round = -warmUp; round < rounds; round++) {
      for (Query query : queries) {
        long start = System.nanoTime();
        long startOfWork = THREADS.getCurrentThreadCpuTime();
        planner.plan(query.sql(), catalog, round);
        if (round >= 0) {
          times.add(System.nanoTime() - start, THREADS.getCurrentThreadCpuTime() - startOfWork);
        }
      }
    }
    Arrays.sort(times.clock);
    Arrays.sort(times.work);
    return times;
  }

  private void add(long nanosOfClock, long nanosOfWork) {
    clock[count] = nanosOfClock;
    work[count] = nanosOfWork;
    count++;
  }

  /** Returns the figure of the time that so many of a hundred plans do not exceed. */
  Figure figure(String name, int percent, String limit) {
    int index = Math.min(count - 1, count * percent / 100);
    return new Figure(
        name + ", p" + percent,
        String.format(Locale.ROOT, "%.1f ms", clock[index] / 1e6),
        limit,
        String.format(
            Locale.ROOT,
            "%.1f ms of the thread's CPU, slowest %.1f ms, %d plans",
            work[index] / 1e6,
            clock[count - 1] / 1e6,
            count));
  }
}

package io.skein.worker.shard;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The reading of many files at once, because reading one is mostly waiting for it. */
final class SideBySide {
  /** More than a small machine's processors: files may lie on a disk that is far away. */
  static final int THREADS = 4;

  private SideBySide() {}

  /**
   * Returns what the function makes of each item, in the items' order. When it returns, by whatever
   * way, no thread runs the function any more.
   *
   * @throws CancellationException if this thread was interrupted; it stays so
   * @throws RuntimeException what the function threw first
   */
  static <T, R> List<R> map(List<T> items, Function<T, R> function) {
    if (items.size() <= 1) {
      return items.stream().map(function).toList();
    }
    AtomicInteger number = new AtomicInteger();
    ExecutorService executor =
        Executors.newFixedThreadPool(
            Math.min(THREADS, items.size()),
            work -> new Thread(work, "footers-" + number.incrementAndGet()));
    try {
      List<Callable<R>> work = new ArrayList<>();
      items.forEach(item -> work.add(() -> function.apply(item)));
      List<R> results = new ArrayList<>();
      for (Future<R> future : executor.invokeAll(work)) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while footers were read");
    } finally {
      executor.shutdownNow();
      awaitTermination(executor);
    }
  }

  private static void awaitTermination(ExecutorService executor) {
    boolean interrupted = Thread.interrupted();
    boolean terminated = false;
    while (!terminated) {
      try {
        terminated = executor.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.skein.protocol.concurrent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The running of work on several threads, which ends with the first error. */
public final class ParallelRun {
  private ParallelRun() {}

  /**
   * Returns what the pieces of work give, in their order. When it returns, by whatever way, no
   * thread runs any of them any more.
   *
   * @param name what the threads are called, each with its number
   * @throws ExecutionException with the first error as its cause
   * @throws InterruptedException if this thread was interrupted
   */
  public static <T> List<T> run(List<? extends Callable<T>> work, int threads, String name)
      throws ExecutionException, InterruptedException {
    AtomicInteger number = new AtomicInteger();
    ExecutorService executor =
        Executors.newFixedThreadPool(
            Math.max(1, Math.min(threads, work.size())),
            task -> new Thread(task, name + "-" + number.incrementAndGet()));
    try {
      CompletionService<T> completions = new ExecutorCompletionService<>(executor);
      List<Future<T>> futures = new ArrayList<>();
      work.forEach(piece -> futures.add(completions.submit(piece)));
      for (int i = 0; i < work.size(); i++) {
        completions.take().get();
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } finally {
      executor.shutdownNow();
      awaitTermination(executor);
    }
  }

  private static void awaitTermination(ExecutorService executor) {
    boolean interrupted = false;
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

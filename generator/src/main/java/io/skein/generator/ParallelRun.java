package io.skein.generator;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The running of work on several threads, which ends with the first error. */
final class ParallelRun {
  private ParallelRun() {}

  /**
   * Runs all pieces of work. When it returns, by whatever way, no thread runs any of it any more.
   *
   * @throws ExecutionException with the first error as its cause
   * @throws InterruptedException if this thread was interrupted
   */
  static void run(List<? extends Callable<Void>> work, int threads)
      throws ExecutionException, InterruptedException {
    AtomicInteger number = new AtomicInteger();
    ExecutorService executor =
        Executors.newFixedThreadPool(
            Math.max(1, Math.min(threads, work.size())),
            task -> new Thread(task, "generate-" + number.incrementAndGet()));
    try {
      CompletionService<Void> completions = new ExecutorCompletionService<>(executor);
      work.forEach(completions::submit);
      for (int i = 0; i < work.size(); i++) {
        completions.take().get();
      }
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

package io.skein.coordinator.service;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads that send streams, one for each, but not more than so many. Thread-safe. */
final class StreamThreads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamThreads.class);

  /** The most streams at a time: each holds a thread, and up to 10 MiB of a client that is slow. */
  static final int MOST = 1_024;

  private final int most;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger number = new AtomicInteger();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "ticket-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Creates them; threads are started when they are needed.
   *
   * @param most how many streams may be open
   */
  StreamThreads(int most) {
    this.most = most;
  }

  /** Sends on a thread of its own, or says TOO_MANY_QUERIES if there are too many. */
  void execute(Runnable sending, Consumer<SkeinException> refused) {
    if (open.incrementAndGet() > most) {
      open.decrementAndGet();
      refused.accept(
          new SkeinException(
              ErrorCode.TOO_MANY_QUERIES,
              ("%d results pass through the coordinator, which is the most; read this one from its"
                      + " worker, or try again in about 1 s")
                  .formatted(most)));
      return;
    }
    threads.execute(
        () -> {
          try {
            sending.run();
          } finally {
            open.decrementAndGet();
          }
        });
  }

  /** Returns how many streams are open. */
  int open() {
    return open.get();
  }

  /** Ends the threads, and waits for them for 10 s. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("{} streams are still open", open.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.skein.worker;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that looks at the data folders again and again. */
final class RescanLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RescanLoop.class);

  private final ScheduledExecutorService executor;

  RescanLoop(String worker, Duration interval, Runnable rescan) {
    executor =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "rescan-" + worker);
              thread.setDaemon(true);
              return thread;
            });
    executor.scheduleWithFixedDelay(
        () -> {
          try {
            rescan.run();
          } catch (RuntimeException e) {
            // An exception would end the schedule.
            LOG.warn("Looking at the data folders failed; it is tried again", e);
          }
        },
        interval.toMillis(),
        interval.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() throws InterruptedException {
    executor.shutdownNow();
    executor.awaitTermination(10, TimeUnit.SECONDS);
  }
}

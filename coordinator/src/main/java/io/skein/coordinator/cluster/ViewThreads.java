package io.skein.coordinator.cluster;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of a view of the cluster: one that does everything that changes the view, in order,
 * and others that wait for workers. After they are closed, what comes is let go. Thread-safe.
 */
final class ViewThreads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ViewThreads.class);

  private final ExecutorService callers =
      Executors.newCachedThreadPool(
          new ThreadFactory() {
            private final AtomicInteger number = new AtomicInteger();

            @Override
            public Thread newThread(Runnable call) {
              return daemon(call, "worker-call-" + number.incrementAndGet());
            }
          });
  private final ScheduledExecutorService own =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "cluster-view"));

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Has the view's own thread do it, after what it was given before. */
  void submit(Runnable task) {
    try {
      own.execute(() -> guarded(task));
    } catch (RejectedExecutionException e) {
      LOG.debug("An event came while the view was closing");
    }
  }

  /** Has the view's own thread do it after the pause. */
  void later(Runnable task, Duration pause) {
    try {
      var unused = own.schedule(() -> guarded(task), pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closing) {
      LOG.debug("Not asking again: the view is closing");
    }
  }

  /** Has the view's own thread do it again and again, with a pause before each time. */
  void repeat(Runnable task, Duration pause) {
    var unused =
        own.scheduleWithFixedDelay(
            () -> guarded(task), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  // An error must neither end the thread nor what it does again and again.
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("The view of the cluster may be stale", e);
    }
  }

  /** Does on another thread what may take long. */
  void elsewhere(Runnable call) {
    try {
      callers.execute(call);
    } catch (RejectedExecutionException e) {
      LOG.debug("Not calling a worker: the view is closing");
    }
  }

  @Override
  public void close() {
    own.shutdownNow();
    callers.shutdownNow();
  }
}

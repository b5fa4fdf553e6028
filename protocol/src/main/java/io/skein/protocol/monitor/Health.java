package io.skein.protocol.monitor;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A probe that really does what the node is for, on a thread of its own, and has only so long for
 * it: a node that hangs is not well. While one probe hangs no other is begun. Thread-safe.
 */
public final class Health {
  private final Callable<?> probe;
  private final Duration deadline;
  private Future<?> running;

  /** Creates what runs the probe whenever it is asked. */
  public Health(Callable<?> probe, Duration deadline) {
    this.probe = probe;
    this.deadline = deadline;
  }

  /** Returns what is wrong; "" if nothing is. */
  public String problem() throws InterruptedException {
    Future<?> answer = answer();
    try {
      answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
      return "";
    } catch (ExecutionException e) {
      return String.valueOf(e.getCause().getMessage());
    } catch (TimeoutException e) {
      return "no answer within %d ms".formatted(deadline.toMillis());
    }
  }

  private synchronized Future<?> answer() {
    if (running == null || running.isDone()) {
      FutureTask<?> task = new FutureTask<>(probe);
      Thread thread = new Thread(task, "health-probe");
      thread.setDaemon(true);
      thread.start();
      running = task;
    }
    return running;
  }
}

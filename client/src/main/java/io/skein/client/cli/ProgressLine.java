package io.skein.client.cli;

import io.skein.client.Progress;
import io.skein.client.QueryResult;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One line of a terminal that says how far a result has come. */
final class ProgressLine implements AutoCloseable {
  private static final long INTERVAL_MILLIS = 200;
  private static final String CLEAR = "\r\u001b[K";

  private final PrintWriter err;
  private final QueryResult result;
  private final boolean visible;
  private final long start = System.nanoTime();
  private final ScheduledExecutorService clock;

  private ProgressLine(PrintWriter err, QueryResult result, boolean visible) {
    this.visible = visible;
    this.err = err;
    this.result = result;
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "progress");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Returns a line that is rewritten until it is closed; it stays silent without a terminal. */
  static ProgressLine start(PrintWriter err, QueryResult result) {
    ProgressLine line = new ProgressLine(err, result, Terminal.isStandardError());
    if (line.visible) {
      line.clock.scheduleWithFixedDelay(
          line::rewrite, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }
    return line;
  }

  private void rewrite() {
    err.print(CLEAR + text(result.progress(), seconds()));
    err.flush();
  }

  double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  static String text(Progress progress, double seconds) {
    return String.format(
        Locale.ROOT,
        "%,d rows  %.1f MB/s  %d/%d endpoints  %.1f s",
        progress.rows(),
        progress.bytes() / 1e6 / seconds,
        progress.endpointsDone(),
        progress.endpoints(),
        seconds);
  }

  /** Wipes the line. */
  @Override
  public void close() {
    clock.shutdown();
    if (!visible) {
      return;
    }
    try {
      // What comes next must not be overwritten.
      clock.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    err.print(CLEAR);
    err.flush();
  }
}

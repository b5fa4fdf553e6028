package io.skein.generator;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A line on a terminal that is drawn anew as rows are written, and then wiped. Thread-safe. */
final class ProgressBar implements Progress, AutoCloseable {
  private static final int WIDTH = 40;
  private static final long NANOS_BETWEEN_DRAWINGS = TimeUnit.MILLISECONDS.toNanos(100);

  private final PrintWriter terminal;
  private final long startNanos = System.nanoTime();
  private long lastNanos = startNanos;
  private int lastLength;

  ProgressBar(PrintWriter terminal) {
    this.terminal = terminal;
  }

  @Override
  public synchronized void written(long rows, long expectedRows) {
    long now = System.nanoTime();
    if (now - lastNanos >= NANOS_BETWEEN_DRAWINGS) {
      lastNanos = now;
      draw(line(rows, expectedRows, (now - startNanos) / 1e9));
    }
  }

  /** Wipes the line. */
  @Override
  public synchronized void close() {
    draw("");
    terminal.print('\r');
    terminal.flush();
  }

  /**
   * Returns the line; the expected number may be a little wrong, so it never says more than all.
   */
  static String line(long rows, long expectedRows, double seconds) {
    double share = expectedRows == 0 ? 1 : Math.min(1.0, (double) rows / expectedRows);
    int filled = (int) (share * WIDTH);
    return String.format(
        Locale.ROOT,
        "[%s%s] %3.0f %%  %,d rows, %,.0f rows/s",
        "=".repeat(filled),
        " ".repeat(WIDTH - filled),
        Math.floor(share * 100),
        rows,
        rows / seconds);
  }

  private void draw(String line) {
    terminal.print('\r' + line + " ".repeat(Math.max(0, lastLength - line.length())));
    terminal.flush();
    lastLength = line.length();
  }
}

package io.skein.generator;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** What a run has written so far. Thread-safe. */
final class RunCounter {
  private final long startNanos = System.nanoTime();
  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong files = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final long expectedRows;
  private final Progress progress;

  RunCounter(long expectedRows, Progress progress) {
    this.expectedRows = expectedRows;
    this.progress = progress;
  }

  void addRows(long newRows) {
    progress.written(rows.addAndGet(newRows), expectedRows);
  }

  void addFile(long fileBytes) {
    files.incrementAndGet();
    bytes.addAndGet(fileBytes);
  }

  Summary summary() {
    return new Summary(
        rows.get(), files.get(), bytes.get(), Duration.ofNanos(System.nanoTime() - startNanos));
  }
}

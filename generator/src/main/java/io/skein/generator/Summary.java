package io.skein.generator;

import java.time.Duration;
import java.util.Locale;

/**
 * What a finished run has written. Immutable.
 *
 * @param rows rows of all tables, each counted once
 * @param files Parquet files, replicas included
 * @param bytes size of these files
 * @param duration how long it took
 */
public record Summary(long rows, long files, long bytes, Duration duration) {

  /** Returns the summary as a line: {@code 100,000 rows in 24 files, 4.4 MB, 0.8 s}. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "%,d rows in %,d files, %s, %.1f s",
        rows,
        files,
        readableBytes(),
        duration.toMillis() / 1e3);
  }

  private String readableBytes() {
    if (bytes < 1_000_000) {
      return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
    }
    return bytes < 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
  }
}

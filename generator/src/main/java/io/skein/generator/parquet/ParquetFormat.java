package io.skein.generator.parquet;

import java.util.Objects;

/**
 * How Parquet files are written. Immutable.
 *
 * @param compression how pages are compressed
 * @param rowGroupRows how many rows each row group has, but for the last of a file
 */
public record ParquetFormat(Compression compression, int rowGroupRows) {
  /** Snappy, and row groups of the size that DuckDB itself writes. */
  public static final ParquetFormat DEFAULT = new ParquetFormat(Compression.SNAPPY, 122_880);

  /** A row group is held in memory until it is full. */
  private static final int MAXIMUM_ROW_GROUP_ROWS = 10_000_000;

  public ParquetFormat {
    Objects.requireNonNull(compression, "compression");
    if (rowGroupRows < 1 || rowGroupRows > MAXIMUM_ROW_GROUP_ROWS) {
      throw new IllegalArgumentException(
          "a row group has 1 to %,d rows: %,d".formatted(MAXIMUM_ROW_GROUP_ROWS, rowGroupRows));
    }
  }
}

package io.skein.protocol.table;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the Parquet footers say of one column of one shard. Immutable.
 *
 * <p>The bounds are values as DuckDB casts them to VARCHAR. They are bounds, not necessarily values
 * of the column: writers may shorten long texts. For floating-point columns the maximum says
 * nothing of NaN, which DuckDB orders above every number.
 *
 * @param minimum no non-NULL value is smaller; empty if unknown or if every value is NULL
 * @param maximum no non-NULL value is greater, NaN aside; empty if unknown or if all are NULL
 * @param nulls how many values are NULL; empty if unknown
 * @param bytes uncompressed size in the files
 */
public record ColumnStatistics(
    Optional<String> minimum, Optional<String> maximum, OptionalLong nulls, long bytes) {
  /** Statistics of a column of which nothing is known. */
  public static final ColumnStatistics UNKNOWN =
      new ColumnStatistics(Optional.empty(), Optional.empty(), OptionalLong.empty(), 0);

  public ColumnStatistics {
    Objects.requireNonNull(minimum, "minimum");
    Objects.requireNonNull(maximum, "maximum");
    Objects.requireNonNull(nulls, "nulls");
  }
}

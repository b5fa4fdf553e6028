package io.skein.planner.catalog;

import io.skein.protocol.table.ColumnStatistics;

/**
 * The values of one column in one shard as a Parquet writer encoded them: with k distinct values, a
 * row takes about log2(k) bits, and the dictionary takes the values themselves once for every row
 * group. Writers give up the dictionary where it saves nothing. Immutable.
 *
 * @param type DuckDB's type
 * @param rows the shard's rows
 * @param present how many of them have a value, at least 1
 * @param statistics what the footers say
 * @param possible how many values there can be between the bounds
 */
record EncodedColumn(
    String type, long rows, long present, ColumnStatistics statistics, double possible) {
  /** What most writers put into a row group; the footers' sums do not tell it. */
  private static final double ROWS_PER_GROUP = 122_880;

  /** Index bits are whole: the part of one that is lost on average. */
  private static final double LOST_BITS = 0.4;

  /** With more distinct values among its rows, no writer has a dictionary. */
  private static final double LARGEST_DICTIONARY = 0.35;

  /** Rows in random order take at least a bit; less means runs of equal values. */
  private static final double LEAST_RANDOM_BITS = 0.9;

  private static final double BYTES_PER_RUN = 2.5;
  private static final int UNKNOWN_LENGTH = 16;

  /** Returns the estimate, at least 1. */
  double distinctValues() {
    return Math.max(1, Math.min(Math.min(encoded(), possible), present));
  }

  private double encoded() {
    double groups = Math.max(1, Math.ceil(rows / ROWS_PER_GROUP));
    double groupRows = present / groups;
    double value = valueBytes();
    double bytes = payload(groups) / groups;
    if (statistics.bytes() == 0 || bytes >= 0.95 * groupRows * value || isDenseKey()) {
      return present;
    }
    if (bytes * 8 < LEAST_RANDOM_BITS * groupRows) {
      return inRuns(bytes / (value + BYTES_PER_RUN), groups);
    }
    double distinct = inDictionary(bytes, groupRows, value);
    if (distinct > LARGEST_DICTIONARY * groupRows && possible > groupRows) {
      return present;
    }
    if (!ValueLine.isInteger(type)) {
      return distinct;
    }
    // Keys lie dense. In order, they take fewer bits than the same number at random.
    if (possible <= 32 * distinct && possible * (value + BYTES_PER_RUN) <= bytes * groups) {
      return possible;
    }
    // If they lie dense in row groups alone, then every row group has its own.
    return distinct > 1000 && possible >= 4 * distinct ? distinct * groups : distinct;
  }

  /** Some writers write differences of neighbours, which take few bits for consecutive numbers. */
  private boolean isDenseKey() {
    return ValueLine.isInteger(type) && possible >= present && possible <= 1.5 * present;
  }

  /** Returns the bytes without those of headers and NULLs. */
  private double payload(double groups) {
    double nullFraction = 1 - (double) present / rows;
    double nullBits = Math.min(1, 8 * nullFraction * (1 - nullFraction));
    double headers = groups * Math.min(140, 50 + rows / groups / 100);
    return Math.max(0, statistics.bytes() - headers - rows * nullBits / 8);
  }

  /** A run is a value's own, or the value of many: only types that can be counted can tell. */
  private double inRuns(double runs, double groups) {
    double least = 2;
    double most = Math.max(least, runs * groups);
    return Double.isInfinite(possible) ? Math.sqrt(least * most) : most;
  }

  private static double inDictionary(double bytes, double rows, double value) {
    double low = 1;
    double high = Math.max(1, rows);
    for (int step = 0; step < 50; step++) {
      double middle = Math.sqrt(low * high);
      double bits = Math.log(middle) / Math.log(2) + LOST_BITS;
      if (middle * value + rows * bits / 8 < bytes) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private double valueBytes() {
    String name = type.startsWith("DECIMAL(") ? "DECIMAL" : type;
    return switch (name) {
      case "BOOLEAN" -> 0.125;
      case "TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER", "DATE", "FLOAT" ->
          4;
      case "DECIMAL" -> decimalBytes();
      case "VARCHAR", "BLOB" -> 4 + length();
      case "UUID" -> 16;
      case "INTERVAL" -> 12;
      default -> 8;
    };
  }

  private double decimalBytes() {
    int precision = Integer.parseInt(type.substring("DECIMAL(".length(), type.indexOf(',')));
    return precision <= 9 ? 4 : precision <= 18 ? 8 : 16;
  }

  private double length() {
    int minimum = statistics.minimum().map(String::length).orElse(UNKNOWN_LENGTH);
    int maximum = statistics.maximum().map(String::length).orElse(UNKNOWN_LENGTH);
    return (minimum + maximum) / 2.0;
  }
}

package io.skein.it;

import io.skein.protocol.error.SkeinException;

/** Why a query of DuckDB's own tests is left out, in words that many of them share. */
final class DuckDbTestReasons {
  private static final int MOST_TEXT = 140;

  private DuckDbTestReasons() {}

  /** Returns why DuckDB does not answer over Parquet files what it answers over its own tables. */
  static String ofOracle(String refusal) {
    return "over Parquet files DuckDB says: " + shortened(refusal);
  }

  /** Returns why Skein refuses what DuckDB answers. */
  static String ofSkein(SkeinException refusal) {
    return "refused (%s): %s".formatted(refusal.code(), shortened(refusal.getMessage()));
  }

  private static String shortened(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.length() > MOST_TEXT ? line.substring(0, MOST_TEXT) + "..." : line;
  }
}

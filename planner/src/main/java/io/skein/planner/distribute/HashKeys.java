package io.skein.planner.distribute;

import io.skein.planner.plan.DataType;
import java.util.Set;

/** The types whose values hash alike exactly when they are equal, as DuckDB hashes and compares. */
final class HashKeys {
  private static final Set<String> NAMED =
      Set.of(
          "BOOLEAN",
          "TINYINT",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "HUGEINT",
          "UTINYINT",
          "USMALLINT",
          "UINTEGER",
          "UBIGINT",
          "UHUGEINT",
          "FLOAT",
          "DOUBLE",
          "VARCHAR",
          "BLOB",
          "UUID",
          "DATE",
          "TIME",
          "TIMESTAMP",
          "TIMESTAMP_S",
          "TIMESTAMP_MS",
          "TIMESTAMP_NS",
          "TIMESTAMP WITH TIME ZONE");

  private HashKeys() {}

  /** Returns whether rows may be divided by a hash of such values. */
  static boolean allow(DataType type) {
    return type instanceof DataType.Named named && NAMED.contains(named.name())
        || type instanceof DataType.Decimal;
  }
}

package io.skein.planner.shell;

import java.util.Set;

/** The SQL of invented values that are so many different ones, over the row's number i. Pure. */
final class InventedValue {
  private static final Set<String> NUMBERS =
      Set.of(
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "HUGEINT",
          "USMALLINT",
          "UINTEGER",
          "UBIGINT",
          "UHUGEINT",
          "FLOAT",
          "DOUBLE",
          "VARCHAR");

  private static final Set<String> TIMESTAMPS =
      Set.of(
          "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE");

  private InventedValue() {}

  /** Returns the expression; of types that are no keys it is NULL, whose number is not known. */
  static String of(String type, long distinct) {
    String number = "i % " + distinct;
    if (type.equals("BLOB")) {
      return "CAST(CAST(%s AS VARCHAR) AS BLOB)".formatted(number);
    }
    if (NUMBERS.contains(type)) {
      return "CAST(%s AS %s)".formatted(number, type);
    }
    if (type.equals("TINYINT") || type.equals("UTINYINT")) {
      return "CAST(i %% %d AS %s)".formatted(Math.min(distinct, 128), type);
    }
    if (type.equals("BOOLEAN")) {
      return distinct == 1 ? "false" : "i % 2 = 0";
    }
    if (type.equals("DATE")) {
      return "DATE '2000-01-01' + CAST(%s AS INTEGER)".formatted(number);
    }
    if (TIMESTAMPS.contains(type)) {
      return "CAST(make_timestamp((%s) * 1000000) AS %s)".formatted(number, type);
    }
    if (type.equals("UUID")) {
      return "CAST(lpad(CAST(%s AS VARCHAR), 32, '0') AS UUID)".formatted(number);
    }
    return type.startsWith("DECIMAL(") && type.endsWith(")") ? decimal(type, distinct) : "NULL";
  }

  /** The smallest steps that the type has, so that the numbers fit. */
  private static String decimal(String type, long distinct) {
    int comma = type.indexOf(',');
    int precision = Integer.parseInt(type.substring("DECIMAL(".length(), comma));
    int scale = Integer.parseInt(type.substring(comma + 1, type.length() - 1));
    return "CAST((i %% %d) / 1e%d AS %s)"
        .formatted(Math.min(distinct, (long) Math.pow(10, Math.min(precision, 18))), scale, type);
  }
}

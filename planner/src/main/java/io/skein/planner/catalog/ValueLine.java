package io.skein.planner.catalog;

import io.skein.protocol.table.ColumnStatistics;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/**
 * The values of a column as places on a line, from its least to its greatest: good enough to see
 * how far shards overlap, and of types whose values can be counted, how many there can be.
 * Immutable.
 */
final class ValueLine {
  private static final Set<String> COUNTABLE =
      Set.of(
          "TINYINT",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "UTINYINT",
          "USMALLINT",
          "UINTEGER",
          "UBIGINT",
          "HUGEINT",
          "UHUGEINT");

  private final String type;
  private final int commonPrefix;
  private final double length;

  private ValueLine(String type, int commonPrefix, double length) {
    this.type = type;
    this.commonPrefix = commonPrefix;
    this.length = length;
  }

  /** Returns the line of a column that has these statistics in its shards. */
  static ValueLine of(String type, List<ColumnStatistics> shards) {
    String least = null;
    String greatest = null;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (ColumnStatistics shard : shards) {
      if (shard.minimum().isPresent() && shard.maximum().isPresent()) {
        String minimum = shard.minimum().get();
        String maximum = shard.maximum().get();
        least = least == null || minimum.compareTo(least) < 0 ? minimum : least;
        greatest = greatest == null || maximum.compareTo(greatest) > 0 ? maximum : greatest;
        low = Math.min(low, place(type, minimum, 0));
        high = Math.max(high, place(type, maximum, 0));
      }
    }
    if (least == null) {
      return new ValueLine(type, 0, Double.NaN);
    }
    if (!isText(type)) {
      return new ValueLine(type, 0, high - low + step(type));
    }
    int prefix = 0;
    while (prefix < Math.min(least.length(), greatest.length())
        && least.charAt(prefix) == greatest.charAt(prefix)) {
      prefix++;
    }
    return new ValueLine(type, prefix, place(type, greatest, prefix) - place(type, least, prefix));
  }

  /** Returns whether the type has values one apart, as keys have, and not fractions of money. */
  static boolean isInteger(String type) {
    return COUNTABLE.contains(type);
  }

  /** Returns the whole length; NaN if unknown. */
  double length() {
    return length;
  }

  /** Returns how much of the line lies between the bounds; NaN if unknown. */
  double width(ColumnStatistics shard) {
    if (shard.minimum().isEmpty() || shard.maximum().isEmpty()) {
      return Double.NaN;
    }
    return place(type, shard.maximum().get(), commonPrefix)
        - place(type, shard.minimum().get(), commonPrefix)
        + step(type);
  }

  /** Returns how many values there can be in so much of the line; infinitely many if unknown. */
  double count(double width) {
    return step(type) == 0 || Double.isNaN(width) ? Double.POSITIVE_INFINITY : width;
  }

  private static double step(String type) {
    boolean countable =
        COUNTABLE.contains(type)
            || type.equals("DATE")
            || type.equals("BOOLEAN")
            || type.startsWith("DECIMAL(");
    return countable ? 1 : 0;
  }

  private static boolean isText(String type) {
    return step(type) == 0 && !type.equals("DOUBLE") && !type.equals("FLOAT");
  }

  private static double place(String type, String value, int commonPrefix) {
    try {
      if (type.equals("DATE")) {
        return LocalDate.parse(value).toEpochDay();
      }
      if (type.equals("BOOLEAN")) {
        return value.equals("true") ? 1 : 0;
      }
      if (type.startsWith("DECIMAL(")) {
        int scale = Integer.parseInt(type.substring(type.indexOf(',') + 1, type.length() - 1));
        return Double.parseDouble(value) * Math.pow(10, scale);
      }
      return isText(type) ? fraction(value, commonPrefix) : Double.parseDouble(value);
    } catch (DateTimeException | NumberFormatException e) {
      // Such as 'infinity', or a year before Christ: it has no place here, and nothing is known.
      return Double.NaN;
    }
  }

  /** The text after the prefix as digits after the point, of which a double keeps the first. */
  private static double fraction(String text, int from) {
    double place = 0;
    double digit = 1;
    for (int i = from; i < Math.min(text.length(), from + 7); i++) {
      digit /= 256;
      place += Math.min(text.charAt(i), 255) * digit;
    }
    return place;
  }
}

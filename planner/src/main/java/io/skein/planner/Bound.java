package io.skein.planner;

import io.skein.planner.plan.Constant;
import io.skein.planner.plan.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * A value that statistics and constants are compared by: a number, or text in the order of its
 * UTF-8 bytes, which is DuckDB's. Values of other types have none. Immutable.
 */
sealed interface Bound extends Comparable<Bound> {
  /** The integer types. */
  Set<String> INTEGERS =
      Set.of(
          "TINYINT",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "HUGEINT",
          "UTINYINT",
          "USMALLINT",
          "UINTEGER",
          "UBIGINT",
          "UHUGEINT");

  /** A number; of a DATE its days since the epoch. */
  record Numeric(BigDecimal value) implements Bound {

    @Override
    public int compareTo(Bound other) {
      return value.compareTo(((Numeric) other).value);
    }
  }

  /** A text. */
  record Textual(String value) implements Bound {

    @Override
    public int compareTo(Bound other) {
      return Arrays.compareUnsigned(
          value.getBytes(StandardCharsets.UTF_8),
          ((Textual) other).value.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Returns whether the type has NaN. */
  static boolean isFloating(DataType type) {
    return type instanceof DataType.Named named
        && (named.name().equals("DOUBLE") || named.name().equals("FLOAT"));
  }

  /** Returns the bound of the constant, if its type has one that can be trusted. */
  static Optional<Bound> of(Constant constant) {
    Constant.Value value = constant.value();
    DataType type = constant.type();
    if (value instanceof Constant.Text text && isName(type, "VARCHAR")) {
      return Optional.of(new Textual(text.value()));
    }
    if (value instanceof Constant.Floating floating && isFloating(type)) {
      return finite(isName(type, "FLOAT") ? (float) floating.value() : floating.value());
    }
    if (value instanceof Constant.Whole whole) {
      if (type instanceof DataType.Decimal decimal) {
        return Optional.of(new Numeric(new BigDecimal(whole.value(), decimal.scale())));
      }
      if (isName(type, "DATE")
          || type instanceof DataType.Named named && INTEGERS.contains(named.name())) {
        return Optional.of(new Numeric(new BigDecimal(whole.value())));
      }
    }
    return Optional.empty();
  }

  /** Returns the bound that statistics of a column of the type give as text. */
  static Optional<Bound> parse(String text, DataType type) {
    try {
      if (isName(type, "VARCHAR")) {
        return Optional.of(new Textual(text));
      }
      if (isName(type, "DATE")) {
        return Optional.of(
            new Numeric(new BigDecimal(BigInteger.valueOf(LocalDate.parse(text).toEpochDay()))));
      }
      if (isFloating(type)) {
        // 0.1 as a FLOAT is another number than 0.1 as a DOUBLE.
        return finite(isName(type, "FLOAT") ? Float.parseFloat(text) : Double.parseDouble(text));
      }
      if (type instanceof DataType.Decimal
          || type instanceof DataType.Named named && INTEGERS.contains(named.name())) {
        return Optional.of(new Numeric(new BigDecimal(text)));
      }
      return Optional.empty();
    } catch (DateTimeException | NumberFormatException e) {
      // Such as 'infinity', or a year before Christ: no bound that could be compared here.
      return Optional.empty();
    }
  }

  private static Optional<Bound> finite(double value) {
    return Double.isFinite(value)
        ? Optional.of(new Numeric(new BigDecimal(value)))
        : Optional.empty();
  }

  private static boolean isName(DataType type, String name) {
    return type instanceof DataType.Named named && named.name().equals(name);
  }
}

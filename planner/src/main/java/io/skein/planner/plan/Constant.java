package io.skein.planner.plan;

import java.math.BigInteger;
import java.util.List;
import java.util.Objects;

/**
 * A typed value of a plan. Immutable.
 *
 * @param type the exact type
 * @param value the value in the form that the type's kind of {@link Value} says
 */
public record Constant(DataType type, Value value) {

  public Constant {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(value, "value");
  }

  /** Returns whether this is NULL. */
  public boolean isNull() {
    return value instanceof Null;
  }

  /** The untyped content of a constant. */
  public sealed interface Value {}

  /** No value. */
  public record Null() implements Value {}

  /** A BOOLEAN. */
  public record Truth(boolean value) implements Value {}

  /**
   * An integer of any width; the unscaled value of a DECIMAL; the days of a DATE; the units since
   * the epoch of a TIMESTAMP or of midnight of a TIME (micros, or what the type's suffix says); the
   * bits of a TIME WITH TIME ZONE; the bits of a UUID, signed and with the top bit flipped; the
   * index of an ENUM.
   */
  public record Whole(BigInteger value) implements Value {}

  /** A FLOAT or DOUBLE, infinities and NaN included. */
  public record Floating(double value) implements Value {}

  /** A VARCHAR or JSON as it is; a BLOB in DuckDB's printed form, {@code \xAA\x00b}. */
  public record Text(String value) implements Value {}

  /** An INTERVAL. */
  public record Interval(int months, int days, long micros) implements Value {}

  /**
   * The parts of a LIST, ARRAY, STRUCT or TUPLE in order; of a MAP its entries, each again two
   * parts; of a UNION the tag and a value for each member, NULL but for the one that the tag says.
   */
  public record Nested(List<Value> parts) implements Value {
    public Nested {
      parts = List.copyOf(parts);
    }
  }
}

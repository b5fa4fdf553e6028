package io.skein.planner.parameter;

import io.skein.planner.plan.Constant;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.DurationVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FloatingPointVector;
import org.apache.arrow.vector.IntervalDayVector;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.apache.arrow.vector.IntervalYearVector;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Values of Arrow vectors in the form that constants of a plan have. Pure. */
final class ArrowConstants {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long MILLIS_PER_DAY = 86_400_000;
  private static final Constant.Value NULL = new Constant.Null();

  private ArrowConstants() {}

  /**
   * Returns the value.
   *
   * @throws ArithmeticException if it has more digits than DuckDB keeps
   * @throws IllegalArgumentException if DuckDB has no such values
   */
  static Constant.Value of(FieldVector vector, int row) {
    if (vector.getField().getType() instanceof ArrowType.Null || vector.isNull(row)) {
      return NULL;
    }
    if (vector instanceof BitVector bits) {
      return new Constant.Truth(bits.get(row) != 0);
    }
    if (vector instanceof UInt8Vector unsigned) {
      return new Constant.Whole(unsigned.getObjectNoOverflow(row));
    }
    if (vector instanceof BaseIntVector integers) {
      return whole(integers.getValueAsLong(row));
    }
    if (vector instanceof FloatingPointVector floats) {
      return new Constant.Floating(floats.getValueAsDouble(row));
    }
    return switch (vector.getField().getType().getTypeID()) {
      case Decimal -> new Constant.Whole(((BigDecimal) vector.getObject(row)).unscaledValue());
      case Utf8, LargeUtf8, Utf8View -> new Constant.Text(vector.getObject(row).toString());
      case Binary, LargeBinary, FixedSizeBinary, BinaryView ->
          new Constant.Text(printed((byte[]) vector.getObject(row)));
      case Date -> date(vector, row);
      case Time -> time(vector, row);
      case Timestamp -> timestamp((TimeStampVector) vector, row);
      case Interval -> interval(vector, row);
      case Duration -> duration(((DurationVector) vector).getObject(row));
      case List -> elements(((ListVector) vector), row);
      case LargeList -> elements((LargeListVector) vector, row);
      case FixedSizeList -> {
        FixedSizeListVector list = (FixedSizeListVector) vector;
        yield elements(
            list.getDataVector(), list.getElementStartIndex(row), list.getElementEndIndex(row));
      }
      case Struct -> struct((StructVector) vector, row);
      case Map -> {
        MapVector map = (MapVector) vector;
        yield elements(map.getDataVector(), map.getElementStartIndex(row), end(map, row));
      }
      default -> throw new IllegalArgumentException("no parameter can have such a value");
    };
  }

  private static Constant.Value whole(long value) {
    return new Constant.Whole(BigInteger.valueOf(value));
  }

  /** A BLOB's bytes in DuckDB's printed form. */
  private static String printed(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length * 4);
    for (byte b : bytes) {
      text.append("\\x").append(HexFormat.of().withUpperCase().toHexDigits(b));
    }
    return text.toString();
  }

  private static Constant.Value date(FieldVector vector, int row) {
    if (vector instanceof DateDayVector days) {
      return whole(days.get(row));
    }
    return whole(exact(((DateMilliVector) vector).get(row), MILLIS_PER_DAY, "a whole day"));
  }

  private static Constant.Value time(FieldVector vector, int row) {
    if (vector instanceof TimeSecVector seconds) {
      return whole(seconds.get(row) * MICROS_PER_SECOND);
    }
    if (vector instanceof TimeMilliVector millis) {
      return whole(millis.get(row) * 1000L);
    }
    if (vector instanceof TimeNanoVector nanos) {
      return whole(exact(nanos.get(row), 1000, "whole microseconds"));
    }
    return whole(((TimeMicroVector) vector).get(row));
  }

  /** Without a time zone there is a type for every unit; with one there are microseconds only. */
  private static Constant.Value timestamp(TimeStampVector vector, int row) {
    ArrowType.Timestamp type = (ArrowType.Timestamp) vector.getField().getType();
    long value = vector.get(row);
    if (type.getTimezone() == null || type.getTimezone().isEmpty()) {
      return whole(value);
    }
    return whole(
        type.getUnit() == TimeUnit.NANOSECOND
            ? exact(value, 1000, "whole microseconds")
            : Math.multiplyExact(
                value,
                switch (type.getUnit()) {
                  case SECOND -> MICROS_PER_SECOND;
                  case MILLISECOND -> 1000L;
                  default -> 1L;
                }));
  }

  private static Constant.Value interval(FieldVector vector, int row) {
    if (vector instanceof IntervalYearVector months) {
      return new Constant.Interval(months.get(row), 0, 0);
    }
    if (vector instanceof IntervalDayVector days) {
      return duration(days.getObject(row));
    }
    PeriodDuration value = ((IntervalMonthDayNanoVector) vector).getObject(row);
    Period period = value.getPeriod();
    return new Constant.Interval(
        Math.toIntExact(period.toTotalMonths()), period.getDays(), micros(value.getDuration()));
  }

  private static Constant.Value duration(Duration duration) {
    return new Constant.Interval(0, 0, micros(duration));
  }

  private static long micros(Duration duration) {
    return Math.addExact(
        Math.multiplyExact(duration.getSeconds(), MICROS_PER_SECOND),
        exact(duration.getNano(), 1000, "whole microseconds"));
  }

  private static long exact(long value, long divisor, String what) {
    if (value % divisor != 0) {
      throw new ArithmeticException("it is not " + what);
    }
    return value / divisor;
  }

  private static Constant.Value elements(ListVector list, int row) {
    return elements(list.getDataVector(), list.getElementStartIndex(row), end(list, row));
  }

  private static int end(ListVector list, int row) {
    return list.getElementEndIndex(row);
  }

  private static Constant.Value elements(LargeListVector list, int row) {
    return elements(
        list.getDataVector(),
        Math.toIntExact(list.getElementStartIndex(row)),
        Math.toIntExact(list.getElementEndIndex(row)));
  }

  private static Constant.Value elements(FieldVector values, int start, int end) {
    return new Constant.Nested(
        IntStream.range(start, end).mapToObj(row -> of(values, row)).toList());
  }

  private static Constant.Value struct(StructVector vector, int row) {
    List<Constant.Value> parts = new ArrayList<>();
    for (FieldVector child : vector.getChildrenFromFields()) {
      parts.add(of(child, row));
    }
    return new Constant.Nested(parts);
  }
}

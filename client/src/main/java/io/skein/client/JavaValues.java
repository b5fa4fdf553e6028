package io.skein.client;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.complex.UnionVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Values of vectors as the Java objects that one would expect. */
final class JavaValues {

  private JavaValues() {}

  /** Returns the value as an object of a column of this DuckDB type. */
  static Object value(FieldVector vector, int index, String type) {
    Object value = value(vector, index);
    // Carried as a decimal and as text; inside other values they stay so.
    if (type.equals("HUGEINT") && value instanceof BigDecimal decimal) {
      return decimal.toBigIntegerExact();
    }
    if (type.equals("UHUGEINT") && value instanceof String text) {
      return new BigInteger(text);
    }
    if (type.equals("UUID") && value instanceof String text) {
      return UUID.fromString(text);
    }
    return value;
  }

  private static Object value(FieldVector vector, int index) {
    if (vector.isNull(index)) {
      return null;
    }
    if (vector instanceof VarCharVector text) {
      return text.getObject(index).toString();
    }
    if (vector instanceof UInt1Vector number) {
      return (short) (number.get(index) & 0xff);
    }
    if (vector instanceof UInt2Vector number) {
      return (int) number.get(index);
    }
    if (vector instanceof UInt4Vector number) {
      return number.get(index) & 0xffff_ffffL;
    }
    if (vector instanceof UInt8Vector number) {
      return new BigInteger(Long.toUnsignedString(number.get(index)));
    }
    if (vector instanceof DateDayVector date) {
      return LocalDate.ofEpochDay(date.get(index));
    }
    if (vector instanceof TimeMicroVector time) {
      return LocalTime.ofNanoOfDay(time.get(index) * 1_000);
    }
    if (vector instanceof TimeStampVector timestamp) {
      return timestamp(timestamp, index);
    }
    return nested(vector, index);
  }

  private static Object timestamp(TimeStampVector vector, int index) {
    ArrowType.Timestamp type = (ArrowType.Timestamp) vector.getField().getType();
    Instant instant = instant(vector.get(index), type.getUnit());
    return type.getTimezone() == null
        ? LocalDateTime.ofInstant(instant, ZoneOffset.UTC)
        : instant.atOffset(ZoneOffset.UTC);
  }

  private static Instant instant(long value, TimeUnit unit) {
    long perSecond =
        switch (unit) {
          case SECOND -> 1;
          case MILLISECOND -> 1_000;
          case MICROSECOND -> 1_000_000;
          case NANOSECOND -> 1_000_000_000;
        };
    return Instant.ofEpochSecond(
        Math.floorDiv(value, perSecond),
        Math.floorMod(value, perSecond) * (1_000_000_000 / perSecond));
  }

  private static Object nested(FieldVector vector, int index) {
    if (vector instanceof MapVector map) {
      Map<Object, Object> entries = new LinkedHashMap<>();
      StructVector pairs = (StructVector) map.getDataVector();
      for (int i = map.getElementStartIndex(index); i < map.getElementEndIndex(index); i++) {
        entries.put(
            value((FieldVector) pairs.getChildByOrdinal(0), i),
            value((FieldVector) pairs.getChildByOrdinal(1), i));
      }
      return entries;
    }
    if (vector instanceof ListVector list) {
      return elements(
          list.getDataVector(), list.getElementStartIndex(index), list.getElementEndIndex(index));
    }
    if (vector instanceof FixedSizeListVector list) {
      int size = list.getListSize();
      return elements(list.getDataVector(), index * size, (index + 1) * size);
    }
    if (vector instanceof StructVector struct) {
      Map<String, Object> members = new LinkedHashMap<>();
      for (FieldVector member : struct.getChildrenFromFields()) {
        members.put(member.getName(), value(member, index));
      }
      return members;
    }
    if (vector instanceof UnionVector union) {
      return value((FieldVector) union.getVector(index), index);
    }
    if (vector instanceof DenseUnionVector union) {
      return value(
          (FieldVector) union.getVectorByType(union.getTypeId(index)), union.getOffset(index));
    }
    return vector.getObject(index);
  }

  private static List<Object> elements(FieldVector elements, int from, int to) {
    List<Object> values = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      values.add(value(elements, i));
    }
    return values;
  }
}

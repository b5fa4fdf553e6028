package io.skein.planner.render;

import io.skein.planner.plan.Constant;
import io.skein.planner.plan.DataType;
import io.skein.planner.plan.UnsupportedPlanException;
import io.skein.protocol.sql.SqlText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Constants as SQL text of exactly their type. The text means the same under every session setting,
 * so no literal is left to be read in the session's time zone or format.
 */
final class ConstantRenderer {
  private static final BigInteger TIME_OFFSET_MASK = BigInteger.valueOf((1 << 24) - 1);
  private static final int MAX_TIME_OFFSET_SECONDS = 57_599;
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  private ConstantRenderer() {}

  static String sql(Constant constant) {
    return sql(constant.type(), constant.value());
  }

  private static String sql(DataType type, Constant.Value value) {
    if (value instanceof Constant.Null) {
      return type.equals(DataType.NULL) ? "NULL" : cast("NULL", type);
    }
    if (value instanceof Constant.Truth truth) {
      return Boolean.toString(truth.value());
    }
    if (value instanceof Constant.Floating floating) {
      return cast(SqlText.literal(text(floating.value())), type);
    }
    if (value instanceof Constant.Text text) {
      return text(type, text.value());
    }
    if (value instanceof Constant.Interval interval) {
      return interval(interval);
    }
    if (value instanceof Constant.Nested nested) {
      return cast(nested(type, nested.parts()), type);
    }
    return whole(type, ((Constant.Whole) value).value());
  }

  private static String cast(String text, DataType type) {
    return "CAST(" + text + " AS " + type.sql() + ")";
  }

  private static String text(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    return Double.toString(value);
  }

  private static String text(DataType type, String value) {
    String literal = SqlText.literal(value);
    boolean plain = type.equals(DataType.VARCHAR) || type instanceof DataType.CollatedText;
    return plain ? literal : cast(literal, type);
  }

  private static String interval(Constant.Interval interval) {
    return "(to_months(CAST('%d' AS INTEGER)) + to_days(CAST('%d' AS INTEGER)) + %s)"
        .formatted(
            interval.months(),
            interval.days(),
            "to_microseconds(" + bigint(interval.micros()) + ")");
  }

  private static String bigint(long value) {
    return "CAST('" + value + "' AS BIGINT)";
  }

  private static String whole(DataType type, BigInteger value) {
    if (type instanceof DataType.Decimal decimal) {
      BigDecimal number = new BigDecimal(value, decimal.scale());
      return cast(SqlText.literal(number.toPlainString()), type);
    }
    if (type instanceof DataType.Enumeration enumeration) {
      return cast(SqlText.literal(enumeration.values().get(value.intValueExact())), type);
    }
    return switch (type.sql()) {
      case "INTEGER" -> value.signum() < 0 ? cast("'" + value + "'", type) : value.toString();
      case "TINYINT", "SMALLINT", "BIGINT", "HUGEINT" -> number(type, value);
      case "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT" -> number(type, value);
      case "DATE" -> date(value.intValueExact());
      case "TIME" -> time(type, value.longValueExact());
      case "TIME WITH TIME ZONE" -> timeWithZone(type, value);
      case "UUID" -> cast(SqlText.literal(uuid(value)), type);
      default -> timestamp(type, value.longValueExact());
    };
  }

  private static String number(DataType type, BigInteger value) {
    return cast(value.signum() < 0 ? "'" + value + "'" : value.toString(), type);
  }

  private static String date(int days) {
    if (Math.abs((long) days) == Integer.MAX_VALUE) {
      return days > 0 ? "DATE 'infinity'" : "DATE '-infinity'";
    }
    return "make_date(CAST('" + days + "' AS INTEGER))";
  }

  private static String time(DataType type, long micros) {
    if (micros == MICROS_PER_DAY) {
      return "TIME '24:00:00'";
    }
    return cast("make_timestamp(" + bigint(micros) + ")", type);
  }

  /** The bits are micros since midnight, and 24 bits that are the less the farther east it is. */
  private static String timeWithZone(DataType type, BigInteger bits) {
    long micros = bits.shiftRight(24).longValueExact();
    int offset = MAX_TIME_OFFSET_SECONDS - bits.and(TIME_OFFSET_MASK).intValueExact();
    int east = Math.abs(offset);
    long seconds = micros / 1_000_000;
    String text =
        "%02d:%02d:%02d.%06d%s%02d:%02d:%02d"
            .formatted(
                seconds / 3600,
                seconds / 60 % 60,
                seconds % 60,
                micros % 1_000_000,
                offset < 0 ? "-" : "+",
                east / 3600,
                east / 60 % 60,
                east % 60);
    return cast(SqlText.literal(text), type);
  }

  private static String timestamp(DataType type, long units) {
    if (Math.abs(units) == Long.MAX_VALUE) {
      return cast(units > 0 ? "'infinity'" : "'-infinity'", type);
    }
    return switch (type.sql()) {
      case "TIMESTAMP" -> "make_timestamp(" + bigint(units) + ")";
      case "TIMESTAMP WITH TIME ZONE" -> "make_timestamptz(" + bigint(units) + ")";
      case "TIMESTAMP_S" -> cast("make_timestamp(" + micros(units, 1_000_000) + ")", type);
      case "TIMESTAMP_MS" -> cast("make_timestamp(" + micros(units, 1_000) + ")", type);
      case "TIMESTAMP_NS" -> "make_timestamp_ns(" + bigint(units) + ")";
      default ->
          throw new UnsupportedPlanException(
              "a constant of type %s is not supported".formatted(type.sql()));
    };
  }

  private static String micros(long units, long microsPerUnit) {
    try {
      return bigint(Math.multiplyExact(units, microsPerUnit));
    } catch (ArithmeticException e) {
      throw new UnsupportedPlanException("a timestamp out of the range of microseconds", e);
    }
  }

  /** A UUID is stored with its top bit flipped, so that it sorts as a signed number. */
  private static String uuid(BigInteger value) {
    String hex = "%032x".formatted(value.add(BigInteger.ONE.shiftLeft(127)));
    return String.join(
        "-",
        hex.substring(0, 8),
        hex.substring(8, 12),
        hex.substring(12, 16),
        hex.substring(16, 20),
        hex.substring(20));
  }

  private static String nested(DataType type, List<Constant.Value> parts) {
    if (type instanceof DataType.ListOf list) {
      return all(parts, list.element(), "[", "]");
    }
    if (type instanceof DataType.ArrayOf array) {
      return all(parts, array.element(), "[", "]");
    }
    if (type instanceof DataType.MapOf map) {
      return "map(%s, %s)".formatted(column(parts, 0, map.key()), column(parts, 1, map.value()));
    }
    if (type instanceof DataType.Tuple tuple) {
      StringBuilder row = new StringBuilder("row(");
      for (int i = 0; i < parts.size(); i++) {
        row.append(i == 0 ? "" : ", ").append(sql(tuple.elements().get(i), parts.get(i)));
      }
      return row.append(")").toString();
    }
    if (type instanceof DataType.Union union) {
      int tag = ((Constant.Whole) parts.get(0)).value().intValueExact();
      DataType.Field member = union.members().get(tag);
      return "union_value(%s := %s)"
          .formatted(SqlText.identifier(member.name()), sql(member.type(), parts.get(tag + 1)));
    }
    DataType.Struct struct = (DataType.Struct) type;
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < parts.size(); i++) {
      DataType.Field field = struct.fields().get(i);
      text.append(i == 0 ? "" : ", ")
          .append(SqlText.literal(field.name()))
          .append(": ")
          .append(sql(field.type(), parts.get(i)));
    }
    return text.append("}").toString();
  }

  private static String all(
      List<Constant.Value> parts, DataType type, String prefix, String suffix) {
    return parts.stream()
        .map(part -> sql(type, part))
        .collect(Collectors.joining(", ", prefix, suffix));
  }

  private static String column(List<Constant.Value> entries, int index, DataType type) {
    return all(
        entries.stream().map(entry -> ((Constant.Nested) entry).parts().get(index)).toList(),
        type,
        "[",
        "]");
  }
}

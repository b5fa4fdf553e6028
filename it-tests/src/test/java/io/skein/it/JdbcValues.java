package io.skein.it;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How values of a type come out of JDBC, and go into it, as text that one DuckDB can give too. What
 * {@code java.sql} cannot hold, such as years after 9999, is not compared; digits behind the
 * milliseconds, which the driver does not send, are not bound.
 */
final class JdbcValues {
  static final String NOT_COMPARED = "not compared";

  private static final Pattern EXTREME =
      Pattern.compile("infinity|\\(BC\\)|5881580|294247|24:00:00|\\.[0-9]{3}[0-9]*[1-9]");
  private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS");

  private JdbcValues() {}

  /** SQL of the value as comparable text. */
  static String comparable(ColumnType type) {
    String finite =
        "CASE WHEN value IS NULL THEN NULL WHEN %s THEN '" + NOT_COMPARED + "' ELSE %s END";
    return switch (kind(type)) {
      case "FLOAT" -> "CAST(CAST(value AS DOUBLE) AS VARCHAR)";
      case "BLOB" -> "hex(value)";
      case "DATE" -> finite.formatted(outside("DATE"), "CAST(value AS VARCHAR)");
      case "TIME" ->
          "CASE WHEN value = TIME '24:00:00' THEN '00:00:00.000' ELSE strftime(DATE '2000-01-01' +"
              + " value, '%H:%M:%S.%g') END";
      case "TIMESTAMP" ->
          finite.formatted(
              outside("TIMESTAMP"),
              "left(strftime(%s, '%%Y-%%m-%%d %%H:%%M:%%S.%%n'), 26)"
                  .formatted(isZoned(type) ? "CAST(value AS TIMESTAMP)" : "value"));
      case "NESTED" -> "CAST(to_json(value) AS VARCHAR)";
      case "STRUCT" -> finite.formatted("true", "''");
      default -> "CAST(value AS VARCHAR)";
    };
  }

  private static String outside(String type) {
    return "CAST(value AS %1$s) < CAST('0001-01-01' AS %1$s) OR CAST(value AS %1$s) > CAST('9999-12-31' AS %1$s)"
        .formatted(type);
  }

  private static String kind(ColumnType type) {
    String name = type.type().toUpperCase(Locale.ROOT);
    if (name.startsWith("STRUCT")) {
      return "STRUCT";
    }
    if (name.contains("[") || name.startsWith("MAP")) {
      return "NESTED";
    }
    if (name.startsWith("DECIMAL")) {
      return "DECIMAL";
    }
    if (name.startsWith("TIMESTAMP")) {
      return "TIMESTAMP";
    }
    // Parquet has no such types: these are written as DOUBLE.
    return name.equals("DOUBLE") || name.endsWith("HUGEINT") ? "FLOAT" : name;
  }

  /** Returns the value of the row as comparable text. */
  static String read(ColumnType type, ResultSet rows, int column) throws SQLException {
    // Of timestamps with a time zone the driver gives no object.
    Object value =
        kind(type).equals("TIMESTAMP") ? rows.getTimestamp(column) : rows.getObject(column);
    if (value == null) {
      return null;
    }
    return switch (kind(type)) {
      case "FLOAT" -> Double.toString(rows.getDouble(column));
      case "BLOB" -> HexFormat.of().withUpperCase().formatHex(rows.getBytes(column));
      case "DATE" -> rows.getDate(column).toLocalDate().toString();
      case "TIME" -> LocalTime.parse(rows.getString(column)).format(MILLIS);
      case "TIMESTAMP" ->
          isZoned(type)
              ? rows.getTimestamp(column).toInstant().atOffset(ZoneOffset.UTC).format(MICROS)
              : rows.getTimestamp(column).toLocalDateTime().format(MICROS);
      case "DECIMAL" -> rows.getBigDecimal(column).toPlainString();
      case "STRUCT" -> NOT_COMPARED;
      default -> rows.getString(column);
    };
  }

  /** Returns DuckDB's text of the value in the form of {@link #read}. */
  static String canonical(ColumnType type, String text) {
    return text == null || !kind(type).equals("FLOAT") ? text : Double.toString(number(text));
  }

  private static double number(String text) {
    return Double.parseDouble(text.replace("inf", "Infinity").replace("nan", "NaN"));
  }

  private static boolean isZoned(ColumnType type) {
    return type.type().equals("TIMESTAMPTZ");
  }

  /** Returns whether a value of the type can be a parameter. */
  static boolean canBind(ColumnType type) {
    return !Set.of("NESTED", "STRUCT", "JSON").contains(kind(type));
  }

  /** SQL of the values of the type that can be parameters. */
  static List<String> bindable(ColumnType type) {
    return type.values().stream().filter(value -> !EXTREME.matcher(value).find()).toList();
  }

  /** Binds the value that DuckDB prints so. */
  static void bind(ColumnType type, PreparedStatement statement, int index, String text)
      throws SQLException {
    switch (type.type()) {
      case "BOOLEAN" -> statement.setBoolean(index, Boolean.parseBoolean(text));
      case "TINYINT" -> statement.setByte(index, Byte.parseByte(text));
      case "SMALLINT", "UTINYINT" -> statement.setShort(index, Short.parseShort(text));
      case "INTEGER", "USMALLINT" -> statement.setInt(index, Integer.parseInt(text));
      case "BIGINT", "UINTEGER" -> statement.setLong(index, Long.parseLong(text));
      case "UBIGINT" -> statement.setBigDecimal(index, new BigDecimal(text));
      case "FLOAT" -> statement.setFloat(index, (float) number(text));
      case "DOUBLE", "HUGEINT" -> statement.setDouble(index, number(text));
      case "BLOB" -> statement.setBytes(index, HexFormat.of().parseHex(text));
      case "TIME" -> statement.setTime(index, Time.valueOf(LocalTime.parse(text)));
      case "DATE" -> statement.setDate(index, Date.valueOf(LocalDate.parse(text)));
      case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" ->
          statement.setTimestamp(index, Timestamp.valueOf(text));
      case "TIMESTAMPTZ" ->
          statement.setTimestamp(
              index,
              Timestamp.from(OffsetDateTime.parse(text.replace(' ', 'T') + ":00").toInstant()));
      default -> {
        if (kind(type).equals("DECIMAL")) {
          statement.setBigDecimal(index, new BigDecimal(text));
        } else {
          statement.setString(index, text);
        }
      }
    }
  }
}

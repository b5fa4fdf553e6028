package io.skein.planner.parameter;

import io.skein.planner.plan.DataType;
import java.util.List;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** DuckDB's types of the values that Arrow's types hold. Pure. */
final class ArrowDataTypes {

  private ArrowDataTypes() {}

  /**
   * Returns the type.
   *
   * @throws IllegalArgumentException if DuckDB has none that holds the values
   */
  static DataType of(Field field) {
    if (field.getDictionary() != null) {
      throw new IllegalArgumentException("dictionaries are not read: send the values themselves");
    }
    ArrowType type = field.getType();
    List<Field> children = field.getChildren();
    return switch (type.getTypeID()) {
      case Null -> DataType.NULL;
      case Bool -> DataType.BOOLEAN;
      case Int -> new DataType.Named(integer((ArrowType.Int) type));
      case FloatingPoint ->
          new DataType.Named(
              switch (((ArrowType.FloatingPoint) type).getPrecision()) {
                case HALF, SINGLE -> "FLOAT";
                case DOUBLE -> "DOUBLE";
              });
      case Decimal -> decimal((ArrowType.Decimal) type);
      case Utf8, LargeUtf8, Utf8View -> DataType.VARCHAR;
      case Binary, LargeBinary, FixedSizeBinary, BinaryView -> new DataType.Named("BLOB");
      case Date -> new DataType.Named("DATE");
      case Time -> new DataType.Named("TIME");
      case Timestamp -> new DataType.Named(timestamp((ArrowType.Timestamp) type));
      case Interval, Duration -> new DataType.Named("INTERVAL");
      case List, LargeList -> new DataType.ListOf(of(children.get(0)));
      case FixedSizeList ->
          new DataType.ArrayOf(of(children.get(0)), ((ArrowType.FixedSizeList) type).getListSize());
      case Struct ->
          new DataType.Struct(
              children.stream()
                  .map(child -> new DataType.Field(child.getName(), of(child)))
                  .toList());
      case Map -> {
        List<Field> entry = children.get(0).getChildren();
        yield new DataType.MapOf(of(entry.get(0)), of(entry.get(1)));
      }
      default -> throw new IllegalArgumentException("no parameter can have such a value");
    };
  }

  private static String integer(ArrowType.Int type) {
    String signed =
        switch (type.getBitWidth()) {
          case 8 -> "TINYINT";
          case 16 -> "SMALLINT";
          case 32 -> "INTEGER";
          default -> "BIGINT";
        };
    return type.getIsSigned() ? signed : "U" + signed;
  }

  private static DataType decimal(ArrowType.Decimal type) {
    if (type.getPrecision() > 38 || type.getScale() < 0 || type.getScale() > type.getPrecision()) {
      throw new IllegalArgumentException(
          "decimal numbers have at most 38 digits, and at most as many behind the point");
    }
    return new DataType.Decimal(type.getPrecision(), type.getScale());
  }

  private static String timestamp(ArrowType.Timestamp type) {
    if (type.getTimezone() != null && !type.getTimezone().isEmpty()) {
      return "TIMESTAMP WITH TIME ZONE";
    }
    if (type.getUnit() == TimeUnit.NANOSECOND) {
      return "TIMESTAMP_NS";
    }
    return switch (type.getUnit()) {
      case SECOND -> "TIMESTAMP_S";
      case MILLISECOND -> "TIMESTAMP_MS";
      default -> "TIMESTAMP";
    };
  }
}

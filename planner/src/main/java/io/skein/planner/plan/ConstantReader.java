package io.skein.planner.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Reads the constants of a plan. */
final class ConstantReader {

  private ConstantReader() {}

  static Constant read(JsonNode node) {
    Attributes constant = new Attributes(node, "a constant");
    DataType type = DataTypeReader.read(constant.required("type"));
    Constant.Value value = value(type, constant);
    constant.finish();
    return new Constant(type, value);
  }

  private static Constant.Value value(DataType type, Attributes holder) {
    if (holder.flag("is_null")) {
      holder.ignore("value");
      return new Constant.Null();
    }
    JsonNode value = holder.required("value");
    if (type instanceof DataType.Named named) {
      return scalar(named.name(), value);
    }
    if (type instanceof DataType.CollatedText) {
      return new Constant.Text(text(type, value));
    }
    if (type instanceof DataType.Decimal || type instanceof DataType.Enumeration) {
      return new Constant.Whole(whole(type, value));
    }
    return nested(type, new Attributes(value, "a constant of type " + type.sql()));
  }

  private static Constant.Value scalar(String name, JsonNode value) {
    DataType type = new DataType.Named(name);
    return switch (name) {
      case "BOOLEAN" -> {
        if (!value.isBoolean()) {
          throw unexpected(type, value);
        }
        yield new Constant.Truth(value.booleanValue());
      }
      case "FLOAT", "DOUBLE" -> {
        if (!value.isNumber()) {
          throw unexpected(type, value);
        }
        yield new Constant.Floating(value.doubleValue());
      }
      case "VARCHAR", "JSON", "BLOB" -> new Constant.Text(text(type, value));
      case "INTERVAL" -> interval(new Attributes(value, "an interval"));
      case "BIT", "BIGNUM", "NULL" -> throw unexpected(type, value);
      default -> new Constant.Whole(whole(type, value));
    };
  }

  private static Constant.Value interval(Attributes parts) {
    Constant.Value interval =
        new Constant.Interval(
            signed(parts, "months").intValueExact(),
            signed(parts, "days").intValueExact(),
            signed(parts, "micros").longValueExact());
    parts.finish();
    return interval;
  }

  private static Constant.Value nested(DataType type, Attributes holder) {
    List<Attributes> children = holder.objects("children");
    holder.finish();
    List<DataType> types = partTypes(type, children);
    if (types.size() != children.size()) {
      throw new UnsupportedPlanException(
          "a constant of type %s has %d parts".formatted(type.sql(), children.size()));
    }
    List<Constant.Value> parts = new ArrayList<>();
    for (int i = 0; i < children.size(); i++) {
      parts.add(value(types.get(i), children.get(i)));
      children.get(i).finish();
    }
    return new Constant.Nested(parts);
  }

  private static List<DataType> partTypes(DataType type, List<Attributes> children) {
    if (type instanceof DataType.ListOf list) {
      return children.stream().map(child -> list.element()).toList();
    }
    if (type instanceof DataType.ArrayOf array) {
      return children.stream().map(child -> array.element()).toList();
    }
    if (type instanceof DataType.MapOf map) {
      DataType entry = new DataType.Tuple(List.of(map.key(), map.value()));
      return children.stream().map(child -> entry).toList();
    }
    if (type instanceof DataType.Struct struct) {
      return struct.fields().stream().map(DataType.Field::type).toList();
    }
    if (type instanceof DataType.Tuple tuple) {
      return tuple.elements();
    }
    if (type instanceof DataType.Union union) {
      DataType tag = new DataType.Named("UTINYINT");
      return Lists.concat(
          List.of(tag), union.members().stream().map(DataType.Field::type).toList());
    }
    throw new UnsupportedPlanException(
        "a constant of type %s is not supported".formatted(type.sql()));
  }

  private static String text(DataType type, JsonNode value) {
    if (!value.isTextual()) {
      throw unexpected(type, value);
    }
    return value.textValue();
  }

  private static BigInteger whole(DataType type, JsonNode value) {
    if (value.isIntegralNumber()) {
      return value.bigIntegerValue();
    }
    if (!value.isObject()) {
      throw unexpected(type, value);
    }
    Attributes halves = new Attributes(value, "a number of 128 bits");
    BigInteger number = signed(halves, "upper").shiftLeft(64).add(signed(halves, "lower"));
    halves.finish();
    return number;
  }

  /** Returns the number, 0 where DuckDB leaves it out. */
  private static BigInteger signed(Attributes holder, String name) {
    if (!holder.has(name)) {
      return BigInteger.ZERO;
    }
    JsonNode value = holder.required(name);
    if (!value.isIntegralNumber()) {
      throw unexpected(DataType.BIGINT, value);
    }
    return value.bigIntegerValue();
  }

  private static UnsupportedPlanException unexpected(DataType type, JsonNode value) {
    String text = value.toString();
    return new UnsupportedPlanException(
        "a constant of type %s is not supported: %s"
            .formatted(type.sql(), text.length() > 80 ? text.substring(0, 80) + "..." : text));
  }
}

package io.skein.planner.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the types of a plan. */
final class DataTypeReader {
  private static final Set<String> NAMED =
      Set.of(
          "BOOLEAN",
          "TINYINT",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "HUGEINT",
          "UTINYINT",
          "USMALLINT",
          "UINTEGER",
          "UBIGINT",
          "UHUGEINT",
          "FLOAT",
          "DOUBLE",
          "VARCHAR",
          "BLOB",
          "DATE",
          "TIME",
          "TIME WITH TIME ZONE",
          "TIMESTAMP",
          "TIMESTAMP_S",
          "TIMESTAMP_MS",
          "TIMESTAMP_NS",
          "TIMESTAMP WITH TIME ZONE",
          "INTERVAL",
          "UUID",
          "BIT",
          "BIGNUM",
          "NULL");

  private DataTypeReader() {}

  static DataType read(JsonNode node) {
    Attributes type = new Attributes(node, "a type");
    String id = type.text("id");
    if (!type.has("type_info")) {
      type.finish();
      return named(id);
    }
    Attributes info = type.object("type_info");
    type.finish();
    DataType result = parameterized(id, info.text("type"), info);
    info.finish();
    return result;
  }

  static List<DataType> readAll(List<JsonNode> nodes) {
    return nodes.stream().map(DataTypeReader::read).toList();
  }

  private static DataType named(String id) {
    if (!NAMED.contains(id)) {
      throw unsupported(id);
    }
    return new DataType.Named(id);
  }

  private static DataType parameterized(String id, String kind, Attributes info) {
    return switch (kind) {
      case "DECIMAL_TYPE_INFO" -> new DataType.Decimal(info.number("width"), info.number("scale"));
      case "LIST_TYPE_INFO" -> list(id, info);
      case "ARRAY_TYPE_INFO" ->
          new DataType.ArrayOf(read(info.required("child_type")), info.number("size"));
      case "STRUCT_TYPE_INFO" -> struct(id, info);
      case "ENUM_TYPE_INFO" -> {
        info.ignore("values_count");
        yield new DataType.Enumeration(info.texts("values"));
      }
      case "STRING_TYPE_INFO" -> new DataType.CollatedText(info.text("collation"));
      case "GENERIC_TYPE_INFO" -> {
        String alias = info.text("alias");
        if (!id.equals("VARCHAR") || !alias.equals("JSON")) {
          throw unsupported(alias);
        }
        yield new DataType.Named(alias);
      }
      default -> throw unsupported(id + " with " + kind);
    };
  }

  private static DataType list(String id, Attributes info) {
    if (info.has("alias")) {
      throw unsupported(info.text("alias"));
    }
    DataType element = read(info.required("child_type"));
    if (id.equals("LIST")) {
      return new DataType.ListOf(element);
    }
    if (id.equals("MAP")
        && element instanceof DataType.Struct entry
        && entry.fields().size() == 2) {
      return new DataType.MapOf(entry.fields().get(0).type(), entry.fields().get(1).type());
    }
    throw unsupported(id);
  }

  private static DataType struct(String id, Attributes info) {
    if (info.has("alias")) {
      throw unsupported(info.text("alias"));
    }
    if (!Set.of("STRUCT", "TUPLE", "UNION").contains(id)) {
      throw unsupported(id);
    }
    List<DataType.Field> fields = new ArrayList<>();
    for (Attributes child : info.objects("child_types")) {
      fields.add(new DataType.Field(child.text("first"), read(child.required("second"))));
      child.finish();
    }
    if (fields.isEmpty()) {
      throw unsupported("STRUCT without fields");
    }
    return switch (id) {
      case "STRUCT" -> new DataType.Struct(fields);
      case "TUPLE" -> new DataType.Tuple(fields.stream().map(DataType.Field::type).toList());
      default -> new DataType.Union(fields.subList(1, fields.size()));
    };
  }

  private static UnsupportedPlanException unsupported(String name) {
    return new UnsupportedPlanException("the type " + name + " is not supported");
  }
}

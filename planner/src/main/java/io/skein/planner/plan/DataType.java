package io.skein.planner.plan;

import io.skein.protocol.sql.SqlText;
import java.util.List;
import java.util.stream.Collectors;

/** A type of DuckDB. Immutable. */
public sealed interface DataType {

  DataType BOOLEAN = new Named("BOOLEAN");
  DataType INTEGER = new Named("INTEGER");
  DataType BIGINT = new Named("BIGINT");
  DataType VARCHAR = new Named("VARCHAR");
  DataType NULL = new Named("NULL");

  /** Returns the type as SQL text that DuckDB reads as this very type. */
  String sql();

  /** A type without parameters: {@code INTEGER}, {@code TIMESTAMP WITH TIME ZONE}, {@code JSON}. */
  record Named(String name) implements DataType {
    @Override
    public String sql() {
      return name.equals("NULL") ? "\"NULL\"" : name;
    }
  }

  /**
   * VARCHAR of a column with a collation. Plans apply the collation by function calls, so that the
   * text of the type is plain VARCHAR: naming the collation would apply it twice.
   */
  record CollatedText(String collation) implements DataType {
    @Override
    public String sql() {
      return "VARCHAR";
    }
  }

  /** A decimal number with {@code width} digits, {@code scale} of them behind the point. */
  record Decimal(int width, int scale) implements DataType {
    @Override
    public String sql() {
      return "DECIMAL(" + width + "," + scale + ")";
    }
  }

  /** A list of any length. */
  record ListOf(DataType element) implements DataType {
    @Override
    public String sql() {
      return element.sql() + "[]";
    }
  }

  /** A list of a fixed length. */
  record ArrayOf(DataType element, int size) implements DataType {
    @Override
    public String sql() {
      return element.sql() + "[" + size + "]";
    }
  }

  /** A named part of a struct or of a union. */
  record Field(String name, DataType type) {
    private String sql() {
      return SqlText.identifier(name) + " " + type.sql();
    }

    private static String sql(String keyword, List<Field> fields) {
      return fields.stream().map(Field::sql).collect(Collectors.joining(", ", keyword + "(", ")"));
    }
  }

  /** A struct with named fields; at least one. */
  record Struct(List<Field> fields) implements DataType {
    public Struct {
      fields = List.copyOf(fields);
    }

    @Override
    public String sql() {
      return Field.sql("STRUCT", fields);
    }
  }

  /** A struct whose fields have no names, as {@code row(1, 2)} makes it. */
  record Tuple(List<DataType> elements) implements DataType {
    public Tuple {
      elements = List.copyOf(elements);
    }

    @Override
    public String sql() {
      return elements.stream().map(DataType::sql).collect(Collectors.joining(", ", "TUPLE(", ")"));
    }
  }

  /** A map. */
  record MapOf(DataType key, DataType value) implements DataType {
    @Override
    public String sql() {
      return "MAP(" + key.sql() + ", " + value.sql() + ")";
    }
  }

  /** A tagged union. */
  record Union(List<Field> members) implements DataType {
    public Union {
      members = List.copyOf(members);
    }

    @Override
    public String sql() {
      return Field.sql("UNION", members);
    }
  }

  /** An enumeration; a constant of it is the index into the values. */
  record Enumeration(List<String> values) implements DataType {
    public Enumeration {
      values = List.copyOf(values);
    }

    @Override
    public String sql() {
      return values.stream().map(SqlText::literal).collect(Collectors.joining(", ", "ENUM(", ")"));
    }
  }
}

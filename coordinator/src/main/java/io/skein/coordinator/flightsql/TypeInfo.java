package io.skein.coordinator.flightsql;

import java.util.List;
import java.util.Optional;

/** DuckDB's types as ODBC and JDBC number them. Pure. */
final class TypeInfo {
  private static final int NULLABLE = 1;
  private static final int SEARCHABLE = 3;
  private static final int DATETIME = 9;

  /** In the order of their numbers, as both standards want it. */
  private static final List<Type> TYPES =
      List.of(
          Type.number("TINYINT", -6, 3),
          Type.number("BIGINT", -5, 19),
          new Type("BLOB", -4, -4, Integer.MAX_VALUE, "'"),
          Type.number("DECIMAL", 3, 38),
          Type.number("INTEGER", 4, 10),
          Type.number("SMALLINT", 5, 5),
          Type.number("FLOAT", 7, 24),
          Type.number("DOUBLE", 8, 53),
          new Type("VARCHAR", 12, 12, Integer.MAX_VALUE, "'"),
          new Type("BOOLEAN", 16, 16, 1, null),
          new Type("DATE", 91, DATETIME, 10, "DATE '"),
          new Type("TIME", 92, DATETIME, 15, "TIME '"),
          new Type("TIMESTAMP", 93, DATETIME, 26, "TIMESTAMP '"));

  private TypeInfo() {}

  /**
   * A type.
   *
   * @param code its number
   * @param sqlCode the number that it shares with others like it
   * @param prefix what a literal begins with; null for nothing
   */
  private record Type(String name, int code, int sqlCode, int size, String prefix) {
    static Type number(String name, int code, int size) {
      return new Type(name, code, code, size, null);
    }

    boolean isNumber() {
      return prefix == null && code != 16;
    }

    boolean isBinary() {
      return code >= 7 && code <= 8;
    }
  }

  /** Adds all types, or those of one number. */
  static void addTo(RowBuilder rows, Optional<Integer> code) {
    for (Type type : TYPES) {
      if (code.isPresent() && code.get() != type.code()) {
        continue;
      }
      rows.add("type_name", type.name())
          .add("data_type", type.code())
          .add("column_size", type.size())
          .add("nullable", NULLABLE)
          .add("case_sensitive", type.name().equals("VARCHAR"))
          .add("searchable", SEARCHABLE)
          .add("fixed_prec_scale", false)
          .add("auto_increment", false)
          .add("local_type_name", type.name())
          .add("sql_data_type", type.sqlCode());
      if (type.prefix() != null) {
        rows.add("literal_prefix", type.prefix()).add("literal_suffix", "'");
      }
      if (type.sqlCode() == DATETIME) {
        rows.add("datetime_subcode", type.code() - 90);
      }
      if (type.isNumber()) {
        rows.add("unsigned_attribute", false)
            .add("num_prec_radix", type.isBinary() ? 2 : 10)
            .add("minimum_scale", 0)
            .add("maximum_scale", type.name().equals("DECIMAL") ? 38 : 0);
      }
      if (type.name().equals("DECIMAL")) {
        rows.addList("create_params", "precision,scale");
      }
      rows.end();
    }
  }
}

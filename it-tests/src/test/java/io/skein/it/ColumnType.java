package io.skein.it;

import java.util.List;

/**
 * A type of columns, with values at its limits.
 *
 * @param name names its table
 * @param type DuckDB's type
 * @param values SQL of some values, but for NULL
 * @param ordered whether filters compare it
 */
record ColumnType(String name, String type, List<String> values, boolean ordered) {

  /** The types that Parquet columns can have, also as another type than was written. */
  static List<ColumnType> ofParquet() {
    return List.of(
        ordered("boolean", "BOOLEAN", "true", "false"),
        ordered("tinyint", "TINYINT", "-128", "-1", "0", "127"),
        ordered("smallint", "SMALLINT", "-32768", "0", "32767"),
        ordered("integer", "INTEGER", "-2147483648", "0", "2147483647"),
        ordered("bigint", "BIGINT", "-9223372036854775808", "0", "9223372036854775807"),
        ordered("utinyint", "UTINYINT", "0", "128", "255"),
        ordered("usmallint", "USMALLINT", "0", "65535"),
        ordered("uinteger", "UINTEGER", "0", "2147483648", "4294967295"),
        ordered("ubigint", "UBIGINT", "0", "9223372036854775808", "18446744073709551615"),
        other("hugeint", "HUGEINT", "-5", "170141183460469231731687303715884105727"),
        ordered(
            "float",
            "FLOAT",
            "'-inf'",
            "-3.4028235e38",
            "'-0.0'",
            "1e-45",
            "0.1",
            "'inf'",
            "'nan'"),
        ordered(
            "double",
            "DOUBLE",
            "'-inf'",
            "-1.7976931348623157e308",
            "'-0.0'",
            "0.0",
            "5e-324",
            "0.1",
            "'inf'",
            "'nan'"),
        ordered("decimal_4_1", "DECIMAL(4, 1)", "-999.9", "0.0", "999.9"),
        ordered("decimal_9_2", "DECIMAL(9, 2)", "-9999999.99", "0.01", "9999999.99"),
        ordered("decimal_18_3", "DECIMAL(18, 3)", "-999999999999999.999", "999999999999999.999"),
        ordered(
            "decimal_38_10",
            "DECIMAL(38, 10)",
            "'-9999999999999999999999999999.9999999999'",
            "'0.0000000001'",
            "'9999999999999999999999999999.9999999999'"),
        ordered("decimal_38_0", "DECIMAL(38, 0)", "'99999999999999999999999999999999999999'"),
        ordered("varchar", "VARCHAR", "''", "'a'", "'NULL'", "'Ünï 🦆'", "repeat('x', 3000)"),
        other("blob", "BLOB", "'\\x00\\xFF'", "''", "'text'"),
        ordered(
            "date",
            "DATE",
            "'-infinity'",
            "'5877642-06-25 (BC)'",
            "'0001-01-01'",
            "'1970-01-01'",
            "'2020-02-29'",
            "'5881580-07-10'",
            "'infinity'"),
        ordered(
            "time", "TIME", "'00:00:00'", "'12:34:56.789012'", "'23:59:59.999999'", "'24:00:00'"),
        other("timetz", "TIME WITH TIME ZONE", "'00:00:00+00'", "'12:34:56.789+05:30'"),
        ordered(
            "timestamp",
            "TIMESTAMP",
            "'-infinity'",
            "'290309-12-22 (BC) 00:00:00'",
            "'1969-12-31 23:59:59.999999'",
            "'2020-02-29 12:00:00.000001'",
            "'294247-01-10 04:00:54.775806'",
            "'infinity'"),
        ordered("timestamp_s", "TIMESTAMP_S", "'1969-12-31 23:59:59'", "'2262-04-11 23:47:16'"),
        ordered(
            "timestamp_ms", "TIMESTAMP_MS", "'1969-12-31 23:59:59.999'", "'9999-12-31 00:00:00'"),
        ordered(
            "timestamp_ns",
            "TIMESTAMP_NS",
            "'1677-09-22 00:00:00'",
            "'1970-01-01 00:00:00.000000001'",
            "'2262-04-11 23:47:16.854775806'"),
        ordered(
            "timestamptz",
            "TIMESTAMPTZ",
            "'-infinity'",
            "'1969-12-31 23:59:59.999999+00'",
            "'2020-06-01 12:00:00+02'",
            "'infinity'"),
        other("interval", "INTERVAL", "'1 year 2 months 3 days 04:05:06.007'", "'0 seconds'"),
        ordered(
            "uuid",
            "UUID",
            "'00000000-0000-0000-0000-000000000000'",
            "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
            "'7f000000-0000-4000-8000-00000000000a'"),
        other("json", "JSON", "'{\"a\": [1, null, \"x\"]}'", "'null'", "'3'"),
        other("enum", "ENUM('sad', 'ok', 'happy')", "'sad'", "'happy'"),
        other("bit", "BIT", "'0101'", "'1'"),
        other("bignum", "BIGNUM", "'123456789012345678901234567890123456789012345678901234567890'"),
        other("int_list", "INTEGER[]", "[]", "[1, NULL, 3]", "[NULL]"),
        other("text_list", "VARCHAR[][]", "[[]]", "[['a', NULL], NULL]", "[['NULL', '']]"),
        other("struct", "STRUCT(a INTEGER, \"b c\" VARCHAR)", "{'a': 1, 'b c': NULL}"),
        other(
            "deep_struct",
            "STRUCT(s STRUCT(l DATE[], m MAP(VARCHAR, DECIMAL(9, 2))), u UUID)",
            "{'s': {'l': [DATE '2020-01-01', NULL], 'm': MAP {'k': 1.5}}, 'u': NULL}",
            "{'s': NULL, 'u': '7f000000-0000-4000-8000-00000000000a'}"),
        other("map", "MAP(VARCHAR, INTEGER)", "MAP {}", "MAP {'a': 1, 'b': NULL}"),
        other("map_of_lists", "MAP(INTEGER, VARCHAR[])", "MAP {1: ['x', NULL], 2: []}"),
        other("array", "INTEGER[3]", "[1, 2, 3]", "[NULL, 5, NULL]"));
  }

  /** Types that only expressions have. */
  static List<ColumnType> ofExpressions() {
    return List.of(
        ordered(
            "hugeint",
            "HUGEINT",
            "'-99999999999999999999999999999999999999'",
            "0",
            "'99999999999999999999999999999999999999'"),
        ordered("uhugeint", "UHUGEINT", "0", "'340282366920938463463374607431768211455'"),
        ordered("enum", "ENUM('sad', 'ok', 'it''s', 'a,b')", "'sad'", "'it''s'", "'a,b'"),
        other("bit", "BIT", "'0101'", "'1'", "'000000000000000000000000000000000000001'"),
        ordered(
            "bignum",
            "BIGNUM",
            "'-1'",
            "'123456789012345678901234567890123456789012345678901234567890'"),
        ordered("timetz", "TIMETZ", "'00:00:00+15:59'", "'12:34:56.789-05:30'", "'24:00:00+00'"),
        ordered("uuid", "UUID", "'ffffffff-ffff-ffff-ffff-ffffffffffff'"),
        other("json", "JSON", "'{\"a\": [1, null]}'", "'\"text\"'"),
        ordered(
            "interval",
            "INTERVAL",
            "'-5 days'",
            "'178956970 years 7 months'",
            "'1 year 2 months 3 days 04:05:06.007'"),
        other("union", "UNION(num INTEGER, str VARCHAR)", "7", "'seven'::VARCHAR"),
        other("array", "DOUBLE[2]", "[1.5, NULL]", "['nan', 'inf']"),
        other("array_of_arrays", "INTEGER[2][3]", "[[1, 2], NULL, [NULL, 4]]"),
        other("list_of_enums", "ENUM('x', 'y')[]", "['x', NULL, 'y']"),
        other(
            "map_of_uuid", "MAP(UUID, BIT)", "MAP {'7f000000-0000-4000-8000-00000000000a': '01'}"),
        other("struct_of_hugeint", "STRUCT(h HUGEINT, t TIMETZ)", "{'h': 5, 't': '12:00:00+01'}"),
        other("time_ns", "TIME_NS", "'12:34:56.789012345'"),
        other("null_list", "INTEGER[]", "[NULL]"));
  }

  private static ColumnType ordered(String name, String type, String... values) {
    return new ColumnType(name, type, List.of(values), true);
  }

  private static ColumnType other(String name, String type, String... values) {
    return new ColumnType(name, type, List.of(values), false);
  }

  /** SQL of the value, as one of this type. */
  String cast(String value) {
    return "CAST(%s AS %s)".formatted(value, type);
  }

  /** SQL of the rows of a table with each value twice, and NULLs between them. */
  String rows() {
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < values.size() * 2; i++) {
      sql.append(
          "SELECT %d AS id, %s AS value UNION ALL SELECT %d, NULL UNION ALL "
              .formatted(2 * i, cast(values.get(i / 2)), 2 * i + 1));
    }
    return sql.append("SELECT -1, NULL").toString();
  }
}

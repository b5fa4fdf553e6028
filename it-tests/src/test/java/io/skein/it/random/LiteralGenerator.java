package io.skein.it.random;

import java.util.List;

/** Makes constants, mostly ones that the tables have, too. */
final class LiteralGenerator {
  private final Choices choices;

  LiteralGenerator(Choices choices) {
    this.choices = choices;
  }

  /** Returns a constant, rarely NULL. */
  Literal literal(SqlType type) {
    return choices.chance(6) ? new Literal(type, "NULL") : value(type);
  }

  /** Returns a constant that is not NULL. */
  Literal value(SqlType type) {
    return new Literal(type, choices.of(values(type)));
  }

  private static List<String> values(SqlType type) {
    return switch (type) {
      case BOOLEAN -> List.of("true", "false");
      case TINYINT -> List.of("0", "1", "2", "3", "-1", "127", "-128");
      case SMALLINT -> List.of("0", "1", "-3", "5", "10", "32767");
      case INTEGER -> List.of("0", "1", "2", "3", "5", "7", "11", "40", "-1");
      case UINTEGER -> List.of("0", "3", "4294967290", "4294967293", "4294967295");
      case BIGINT -> List.of("0", "1", "3", "7", "4294967296", "9223372036854775807", "-1");
      case UBIGINT -> List.of("0", "1", "7", "9223372036854775808", "18446744073709551615");
      case HUGEINT -> List.of("0", "1", "3", "10", "'170141183460469231731687303715884105727'");
      case DECIMAL_9_2 -> List.of("0", "1.5", "-2.25", "9.99", "3");
      case DECIMAL_18_3 -> List.of("0", "1.5", "-2.125", "9.99", "3");
      case DECIMAL_38_2, DECIMAL_38_3 -> List.of("0", "1.5", "-20", "100");
      case FLOAT, DOUBLE -> List.of("0", "'-0.0'", "1.5", "-1.25", "'NaN'", "'inf'", "'-inf'");
      case VARCHAR -> List.of("''", "'a'", "'ab'", "'b'", "'日本'", "'Ünï'", "'z'");
      case DATE -> List.of("'2020-01-01'", "'2020-01-15'", "'2020-02-10'", "'1999-12-31'");
      case TIMESTAMP ->
          List.of("'2020-01-01 00:00:00'", "'2020-01-11 12:00:00'", "'2020-01-16 00:00:00'");
      case TIMESTAMPTZ ->
          List.of("'2020-01-01 00:00:00+00'", "'2020-01-11 12:00:00+02'", "'2020-01-16 00:00:00'");
      case TIME -> List.of("'00:00:00'", "'12:00:00'", "'23:59:59.999999'");
      case INTERVAL -> List.of("'0 seconds'", "'90 seconds'", "'-30 minutes'");
      case UUID ->
          List.of(
              "'00000000-0000-0000-0000-000000000003'",
              "'80000000-0000-0000-0000-000000000001'",
              "'ffffffff-ffff-ffff-ffff-ffffffffffff'");
      case BLOB -> List.of("''", "'a'", "'\\x00'", "'\\xFF\\x00'");
      case LIST -> List.of("[]", "[1]", "[1, NULL]", "[NULL]", "[3, 1, 2]");
      case STRUCT ->
          List.of("{'a': 1, 's': 'a'}", "{'a': NULL, 's': ''}", "{'a': NULL, 's': NULL}");
      case OTHER -> throw new IllegalArgumentException("no constants of other types");
    };
  }
}

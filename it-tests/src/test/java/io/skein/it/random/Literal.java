package io.skein.it.random;

import java.util.stream.Stream;

/** A constant. */
record Literal(SqlType type, String value) implements Expression {

  /** Returns the constant that no query gets simpler by. */
  static Literal simplest(SqlType type) {
    return new Literal(
        type,
        switch (type) {
          case BOOLEAN -> "true";
          case TINYINT, SMALLINT, INTEGER, UINTEGER, BIGINT, UBIGINT, HUGEINT -> "1";
          case DECIMAL_9_2, DECIMAL_18_3, DECIMAL_38_2, DECIMAL_38_3, FLOAT, DOUBLE -> "1";
          case VARCHAR, BLOB -> "'a'";
          case DATE, TIMESTAMP, TIMESTAMPTZ -> "'2020-01-01'";
          case TIME -> "'12:00:00'";
          case INTERVAL -> "'1 second'";
          case UUID -> "'00000000-0000-0000-0000-000000000003'";
          case LIST -> "[1]";
          case STRUCT -> "{'a': 1, 's': 'a'}";
          case OTHER -> throw new IllegalArgumentException("no constants of other types");
        });
  }

  @Override
  public boolean exact() {
    return true;
  }

  @Override
  public String sql(Context context) {
    return type == SqlType.BOOLEAN ? value : "CAST(%s AS %s)".formatted(value, type.sql());
  }

  @Override
  public Stream<Expression> simpler() {
    return equals(simplest(type)) ? Stream.empty() : constant();
  }

  @Override
  public Stream<Query> queries() {
    return Stream.empty();
  }

  @Override
  public Stream<String> features() {
    return Stream.concat(
        type.features(),
        switch (value) {
          case "NULL", "'NaN'", "'-0.0'", "'inf'", "'-inf'" -> Stream.of("constant " + value);
          default -> Stream.empty();
        });
  }
}

package io.skein.it.random;

import java.util.stream.Stream;

/** A constant. */
record Literal(SqlType type, String value) implements Expression {

  /** Returns the constant that no query gets simpler by. */
  static Literal simplest(SqlType type) {
    return new Literal(
        type,
        switch (type.family()) {
          case TRUTH -> "true";
          case INTEGER, DECIMAL, FLOATING -> "1";
          case TEXT -> "'a'";
          case TIME -> "'2020-01-01'";
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

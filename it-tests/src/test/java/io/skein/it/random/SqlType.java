package io.skein.it.random;

import java.util.Set;
import java.util.stream.Stream;

/** A type of the values in random queries. */
enum SqlType {
  BOOLEAN("BOOLEAN", Family.TRUTH),
  TINYINT("TINYINT", Family.INTEGER),
  SMALLINT("SMALLINT", Family.INTEGER),
  INTEGER("INTEGER", Family.INTEGER),
  UINTEGER("UINTEGER", Family.INTEGER),
  BIGINT("BIGINT", Family.INTEGER),
  UBIGINT("UBIGINT", Family.INTEGER),
  HUGEINT("HUGEINT", Family.INTEGER),
  DECIMAL_9_2("DECIMAL(9, 2)", Family.DECIMAL),
  DECIMAL_18_3("DECIMAL(18, 3)", Family.DECIMAL),
  DECIMAL_38_2("DECIMAL(38, 2)", Family.DECIMAL),
  DECIMAL_38_3("DECIMAL(38, 3)", Family.DECIMAL),
  FLOAT("FLOAT", Family.FLOATING),
  DOUBLE("DOUBLE", Family.FLOATING),
  VARCHAR("VARCHAR", Family.TEXT),
  DATE("DATE", Family.TIME),
  TIMESTAMP("TIMESTAMP", Family.TIME),
  TIMESTAMPTZ("TIMESTAMPTZ", Family.ALONE),
  TIME("TIME", Family.ALONE),
  /** Of seconds only: other intervals may be equal and yet not be the same. */
  INTERVAL("INTERVAL", Family.ALONE),
  UUID("UUID", Family.ALONE),
  BLOB("BLOB", Family.ALONE),
  LIST("INTEGER[]", Family.NESTED),
  STRUCT("STRUCT(a INTEGER, s VARCHAR)", Family.NESTED),
  /** Maps and whatever else is only put out. */
  OTHER("", Family.OTHER);

  /** Types that are computed with in the same way. */
  enum Family {
    TRUTH,
    INTEGER,
    DECIMAL,
    FLOATING,
    TEXT,
    TIME,
    /** Types that are compared with themselves only. */
    ALONE,
    NESTED,
    OTHER
  }

  private static final Set<SqlType> UP_TO_32_BITS = Set.of(TINYINT, SMALLINT, INTEGER, UINTEGER);

  private final String sql;
  private final Family family;

  SqlType(String sql, Family family) {
    this.sql = sql;
    this.family = family;
  }

  String sql() {
    return sql;
  }

  Family family() {
    return family;
  }

  /** Returns the words of the summary that say what is computed with. */
  Stream<String> features() {
    return Stream.of("values " + name());
  }

  /** Whether the values fit into 32 bits, so that a little arithmetic cannot overflow. */
  boolean isSmallInteger() {
    return UP_TO_32_BITS.contains(this);
  }

  /** Whether {@code a = b} of the two types is allowed, exact and cannot fail. */
  boolean comparesWith(SqlType other) {
    return this == other && this != OTHER
        || family == other.family && (family == Family.INTEGER || family == Family.TIME)
        || isSmallInteger() && other.hasRoomForSmallIntegers()
        || other.isSmallInteger() && hasRoomForSmallIntegers();
  }

  private boolean hasRoomForSmallIntegers() {
    return this == DECIMAL_9_2 || this == DECIMAL_18_3 || this == DOUBLE;
  }
}

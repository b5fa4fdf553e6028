package io.skein.it.random;

/** How two relations are joined. */
enum JoinKind {
  INNER("JOIN"),
  LEFT("LEFT JOIN"),
  RIGHT("RIGHT JOIN"),
  FULL("FULL JOIN"),
  SEMI("SEMI JOIN"),
  ANTI("ANTI JOIN"),
  CROSS("CROSS JOIN"),
  LATERAL("JOIN LATERAL"),
  LEFT_LATERAL("LEFT JOIN LATERAL");

  private final String sql;

  JoinKind(String sql) {
    this.sql = sql;
  }

  String sql() {
    return sql;
  }

  /** Whether the right side's columns are in the result. */
  boolean emitsRight() {
    return this != SEMI && this != ANTI;
  }

  String feature() {
    return "join " + name();
  }
}

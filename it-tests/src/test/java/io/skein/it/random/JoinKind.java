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
  LEFT_LATERAL("LEFT JOIN LATERAL"),
  /** Of one row with the nearest one of the right side. */
  ASOF("ASOF JOIN"),
  ASOF_LEFT("ASOF LEFT JOIN");

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

  /** Whether the conditions decide which single row matches, so that none may be left out. */
  boolean isAsof() {
    return this == ASOF || this == ASOF_LEFT;
  }

  String feature() {
    return "join " + name();
  }
}

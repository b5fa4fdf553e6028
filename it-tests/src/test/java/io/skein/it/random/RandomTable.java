package io.skein.it.random;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The tables that random queries read: small, with NULLs, duplicates, values at the limits of their
 * types, and keys of different widths. The rows' queries call {@code roll(seed, sides)}, which
 * gives the same number from 0 for the same seed.
 */
public enum RandomTable {
  /** Rows with an id, where a layout may give nine of ten the same key. */
  ITEMS(
      "k",
      List.of("id"),
      """
      SELECT i::INTEGER AS id,
        CASE WHEN i % 9 <> 4 THEN roll(i, 12)::INTEGER END AS k,
        CASE WHEN i % 7 <> 3 THEN [-128, 127, 0, -1, 3][1 + roll(i * 3, 5)] END::TINYINT AS t,
        CASE WHEN i % 11 <> 5
          THEN [-9223372036854775808, 9223372036854775807, 0, 1, 7, 4294967296][1 + roll(i * 5, 6)]
          END::BIGINT AS b,
        CASE WHEN i % 8 <> 2 THEN roll(i * 7, 2000) / 100 - 10 END::DECIMAL(9, 2) AS m,
        CASE i % 12 WHEN 0 THEN 'NaN' WHEN 1 THEN 'inf' WHEN 2 THEN '-inf' WHEN 3 THEN -0.0
          WHEN 4 THEN 0.0 WHEN 5 THEN NULL ELSE roll(i * 11, 40) / 8 - 2 END::DOUBLE AS d,
        CASE WHEN i % 10 <> 9 THEN 0.1 + roll(i * 13, 1000) / 7 END::DOUBLE AS x,
        CASE WHEN i % 6 <> 1 THEN ['', 'a', 'b', 'ab', 'Ünï', '日本', '🦆', 'B'][1 + roll(i * 17, 8)]
          END AS s,
        CASE WHEN i % 13 <> 7 THEN DATE '2020-01-01' + roll(i * 19, 60)::INTEGER END AS day,
        CASE WHEN i % 14 <> 8 THEN TIMESTAMP '2020-01-01' + to_hours(roll(i * 23, 40) * 12) END
          AS ts,
        CASE WHEN i % 5 <> 0 THEN roll(i * 29, 2) = 0 END AS f
      FROM range(80) AS r(i)
      """,
      column("id", SqlType.INTEGER),
      column("k", SqlType.INTEGER),
      column("t", SqlType.TINYINT),
      column("b", SqlType.BIGINT),
      column("m", SqlType.DECIMAL_9_2),
      column("d", SqlType.DOUBLE),
      column("x", SqlType.DOUBLE),
      column("s", SqlType.VARCHAR),
      column("day", SqlType.DATE),
      column("ts", SqlType.TIMESTAMP),
      column("f", SqlType.BOOLEAN)),
  /** Rows with an id and the same keys, but wider ones. */
  EVENTS(
      "k",
      List.of("id"),
      """
      SELECT i::BIGINT AS id,
        CASE WHEN i % 8 <> 3 THEN roll(i * 31, 14)::BIGINT END AS k,
        CASE WHEN i % 6 <> 5 THEN roll(i * 37, 30) - 15 END::SMALLINT AS n,
        CASE WHEN i % 9 <> 1 THEN roll(i * 41, 20000) / 1000 - 10 END::DECIMAL(18, 3) AS m,
        CASE i % 9 WHEN 0 THEN 'NaN' WHEN 1 THEN '-0.0' WHEN 2 THEN NULL
          ELSE roll(i * 43, 24) / 8 END::DOUBLE AS d,
        CASE WHEN i % 7 <> 6 THEN ['', 'a', 'ab', 'c', '日本', 'a%'][1 + roll(i * 47, 6)] END AS s,
        CASE WHEN i % 10 <> 2 THEN DATE '2020-01-01' + roll(i * 53, 60)::INTEGER END AS day,
        CASE WHEN i % 4 <> 0 THEN roll(i * 59, 3) = 0 END AS f
      FROM range(40) AS r(i)
      """,
      column("id", SqlType.BIGINT),
      column("k", SqlType.BIGINT),
      column("n", SqlType.SMALLINT),
      column("m", SqlType.DECIMAL_18_3),
      column("d", SqlType.DOUBLE),
      column("s", SqlType.VARCHAR),
      column("day", SqlType.DATE),
      column("f", SqlType.BOOLEAN)),
  /** One row for most keys, and one without a key. */
  NAMES(
      "k",
      List.of("k", "u", "s", "ts"),
      """
      SELECT CASE WHEN i <> 5 THEN i END::INTEGER AS k,
        CASE WHEN i % 5 <> 2 THEN 4294967290 + roll(i * 61, 6) END::UINTEGER AS u,
        CASE WHEN i % 4 <> 3 THEN ['a', 'b', 'Ünï', ''][1 + roll(i * 67, 4)] END AS s,
        CASE WHEN i % 6 <> 0 THEN TIMESTAMP '2020-01-01' + to_days((i * 5)::INTEGER) END AS ts
      FROM range(14) AS r(i)
      """,
      column("k", SqlType.INTEGER),
      column("u", SqlType.UINTEGER),
      column("s", SqlType.VARCHAR),
      column("ts", SqlType.TIMESTAMP)),
  /** Rows that are not all different. */
  PAIRS(
      "k",
      List.of("k", "s", "t"),
      """
      SELECT CASE WHEN i % 5 <> 4 THEN roll(i * 71, 6) END::INTEGER AS k,
        CASE WHEN i % 4 <> 1 THEN ['a', 'b', ''][1 + roll(i * 73, 3)] END AS s,
        CASE WHEN i % 3 <> 2 THEN roll(i * 79, 3) END::TINYINT AS t
      FROM range(26) AS r(i)
      """,
      column("k", SqlType.INTEGER),
      column("s", SqlType.VARCHAR),
      column("t", SqlType.TINYINT)),
  /** Rows without a single value. */
  NULLS(
      "k",
      List.of("k", "s", "f", "m"),
      """
      SELECT NULL::INTEGER AS k, NULL::VARCHAR AS s, NULL::BOOLEAN AS f, NULL::DECIMAL(9, 2) AS m
      FROM range(3) AS r(i)
      """,
      column("k", SqlType.INTEGER),
      column("s", SqlType.VARCHAR),
      column("f", SqlType.BOOLEAN),
      column("m", SqlType.DECIMAL_9_2)),
  /** No rows. */
  BLANK(
      "k",
      List.of("k", "s", "d", "day"),
      """
      SELECT 1::INTEGER AS k, 'a'::VARCHAR AS s, 1::DOUBLE AS d, DATE '2020-01-01' AS day
      WHERE false
      """,
      column("k", SqlType.INTEGER),
      column("s", SqlType.VARCHAR),
      column("d", SqlType.DOUBLE),
      column("day", SqlType.DATE));

  private final String key;
  private final List<String> identity;
  private final String sql;
  private final List<Reference> columns;

  RandomTable(String key, List<String> identity, String sql, Reference... columns) {
    this.key = key;
    this.identity = List.copyOf(identity);
    this.sql = sql;
    this.columns = List.of(columns);
  }

  private static Reference column(String name, SqlType type) {
    return new Reference("", name, type, true);
  }

  /** Returns the table's name in its schema. */
  public String tableName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the column by which layouts divide the rows. */
  public String key() {
    return key;
  }

  /** Returns a query of the rows. */
  public String sql() {
    return sql;
  }

  List<Reference> columns() {
    return columns;
  }

  /** Returns columns such that rows with equal values in them have equal values in all. */
  List<Reference> identity() {
    return columns.stream().filter(column -> identity.contains(column.name())).toList();
  }

  /** Returns the tables with many rows, of which two at most are joined. */
  static List<RandomTable> large() {
    return Arrays.asList(ITEMS, EVENTS);
  }
}

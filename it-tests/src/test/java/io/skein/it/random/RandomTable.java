package io.skein.it.random;

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
      80,
      """
      SELECT i::INTEGER AS id,
        CASE WHEN i % 9 <> 4 THEN roll(i, 12 * {times})::INTEGER END AS k,
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
      40,
      """
      SELECT i::BIGINT AS id,
        CASE WHEN i % 8 <> 3 THEN roll(i * 31, 14 * {times})::BIGINT END AS k,
        CASE WHEN i % 6 <> 5 THEN roll(i * 37, 30) - 15 END::SMALLINT AS n,
        CASE WHEN i % 9 <> 1 THEN roll(i * 41, 20000) / 1000 - 10 END::DECIMAL(18, 3) AS m,
        CASE i % 9 WHEN 0 THEN 'NaN' WHEN 1 THEN '-0.0' WHEN 2 THEN NULL
          ELSE roll(i * 43, 24) / 8 END::DOUBLE AS d,
        CASE WHEN i % 7 <> 6 THEN ['', 'a', 'ab', 'c', '日本', 'a%'][1 + roll(i * 47, 6)] END AS s,
        CASE WHEN i % 10 <> 2 THEN DATE '2020-01-01' + roll(i * 53, 60)::INTEGER END AS day,
        CASE WHEN i % 4 <> 0 THEN roll(i * 59, 3) = 0 END AS f
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
      14,
      """
      SELECT CASE WHEN i <> 5 THEN i END::INTEGER AS k,
        CASE WHEN i % 5 <> 2 THEN 4294967290 + roll(i * 61, 6) END::UINTEGER AS u,
        CASE WHEN i % 4 <> 3 THEN ['a', 'b', 'Ünï', ''][1 + roll(i * 67, 4)] END AS s,
        CASE WHEN i % 6 <> 0 THEN TIMESTAMP '2020-01-01' + to_days((i * 5)::INTEGER) END AS ts
      """,
      column("k", SqlType.INTEGER),
      column("u", SqlType.UINTEGER),
      column("s", SqlType.VARCHAR),
      column("ts", SqlType.TIMESTAMP)),
  /** Rows that are not all different. */
  PAIRS(
      "k",
      List.of("k", "s", "t"),
      26,
      """
      SELECT CASE WHEN i % 5 <> 4 THEN roll(i * 71, 6) END::INTEGER AS k,
        CASE WHEN i % 4 <> 1 THEN ['a', 'b', ''][1 + roll(i * 73, 3)] END AS s,
        CASE WHEN i % 3 <> 2 THEN roll(i * 79, 3) END::TINYINT AS t
      """,
      column("k", SqlType.INTEGER),
      column("s", SqlType.VARCHAR),
      column("t", SqlType.TINYINT)),
  /** Rows with an id, and values of the types that the others lack. */
  THINGS(
      "k",
      List.of("id"),
      50,
      """
      SELECT i::INTEGER AS id,
        CASE WHEN i % 8 <> 5 THEN roll(i * 83, 9 * {times})::INTEGER END AS k,
        CASE i % 10 WHEN 0 THEN 'NaN' WHEN 1 THEN '-0.0' WHEN 2 THEN 'inf' WHEN 3 THEN NULL
          ELSE roll(i * 89, 12) / 4 - 1 END::FLOAT AS fl,
        CASE WHEN i % 7 <> 2
          THEN [0, 1, 7, 9223372036854775808, 18446744073709551615][1 + roll(i * 97, 5)]
          END::UBIGINT AS ub,
        CASE WHEN i % 9 <> 6
          THEN TIMESTAMPTZ '2020-01-01 00:00:00+00' + to_hours(roll(i * 101, 50) * 6) END AS tz,
        CASE WHEN i % 11 <> 3 THEN TIME '00:00:00' + to_seconds(roll(i * 103, 8) * 10799) END AS tm,
        CASE WHEN i % 6 <> 4 THEN to_seconds(roll(i * 107, 7) * 30) END AS iv,
        CASE WHEN i % 5 <> 1 THEN ['00000000', '7fffffff', '80000000', 'ffffffff']
          [1 + roll(i * 109, 4)] || '-0000-0000-0000-00000000000' || roll(i * 113, 4) END::UUID AS u,
        CASE WHEN i % 7 <> 6 THEN ['', 'a', 'ab', '\\x00', '\\xFF'][1 + roll(i * 127, 5)] END::BLOB
          AS bl,
        CASE i % 7 WHEN 0 THEN NULL WHEN 1 THEN [] WHEN 2 THEN [NULL]
          ELSE list_transform(range(1 + roll(i * 131, 3)),
            lambda e: CASE WHEN e + i % 4 <> 3 THEN roll(i + e, 3) END) END::INTEGER[] AS li,
        CASE WHEN i % 8 <> 0 THEN {'a': CASE WHEN i % 3 <> 0 THEN roll(i * 137, 4) END,
          's': CASE WHEN i % 5 <> 2 THEN ['a', '', 'b'][1 + roll(i * 139, 3)] END} END
          ::STRUCT(a INTEGER, s VARCHAR) AS st
      """,
      column("id", SqlType.INTEGER),
      column("k", SqlType.INTEGER),
      column("fl", SqlType.FLOAT),
      column("ub", SqlType.UBIGINT),
      column("tz", SqlType.TIMESTAMPTZ),
      column("tm", SqlType.TIME),
      column("iv", SqlType.INTERVAL),
      column("u", SqlType.UUID),
      column("bl", SqlType.BLOB),
      column("li", SqlType.LIST),
      column("st", SqlType.STRUCT)),
  /** Rows that are not all different, with some of the same values. */
  PARTS(
      "k",
      List.of("k", "tz", "u", "li", "st"),
      24,
      """
      SELECT CASE WHEN i % 6 <> 5 THEN roll(i * 149, 7) END::INTEGER AS k,
        CASE WHEN i % 4 <> 2
          THEN TIMESTAMPTZ '2020-01-01 00:00:00+00' + to_hours(roll(i * 151, 5) * 60) END AS tz,
        CASE WHEN i % 5 <> 4 THEN ['00000000', 'ffffffff'][1 + roll(i * 157, 2)]
          || '-0000-0000-0000-00000000000' || roll(i * 163, 3) END::UUID AS u,
        CASE WHEN i % 7 <> 3 THEN [[], [NULL], [1], [1, NULL], [2, 0], NULL][1 + roll(i * 167, 6)]
          END::INTEGER[] AS li,
        CASE WHEN i % 3 <> 1 THEN {'a': CASE WHEN i % 4 <> 0 THEN roll(i * 173, 3) END,
          's': CASE WHEN i % 5 <> 3 THEN ['a', ''][1 + roll(i * 179, 2)] END} END
          ::STRUCT(a INTEGER, s VARCHAR) AS st
      """,
      column("k", SqlType.INTEGER),
      column("tz", SqlType.TIMESTAMPTZ),
      column("u", SqlType.UUID),
      column("li", SqlType.LIST),
      column("st", SqlType.STRUCT)),
  /** Rows without a single value. */
  NULLS(
      "k",
      List.of("k", "s", "f", "m"),
      3,
      """
      SELECT NULL::INTEGER AS k, NULL::VARCHAR AS s, NULL::BOOLEAN AS f, NULL::DECIMAL(9, 2) AS m
      """,
      column("k", SqlType.INTEGER),
      column("s", SqlType.VARCHAR),
      column("f", SqlType.BOOLEAN),
      column("m", SqlType.DECIMAL_9_2)),
  /** No rows. */
  BLANK(
      "k",
      List.of("k", "s", "d", "day"),
      0,
      """
      SELECT 1::INTEGER AS k, 'a'::VARCHAR AS s, 1::DOUBLE AS d, DATE '2020-01-01' AS day
      """,
      column("k", SqlType.INTEGER),
      column("s", SqlType.VARCHAR),
      column("d", SqlType.DOUBLE),
      column("day", SqlType.DATE));

  private final String key;
  private final List<String> identity;
  private final int rows;
  private final String sql;
  private final List<Reference> columns;

  RandomTable(String key, List<String> identity, int rows, String sql, Reference... columns) {
    this.key = key;
    this.identity = List.copyOf(identity);
    this.rows = rows;
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
    return sql(1);
  }

  /** Returns a query of so many times more rows and keys where there are many. */
  public String sql(int times) {
    return sql.replace("{times}", String.valueOf(times))
        + "FROM range(%d) AS r(i)".formatted(isLarge() ? rows * times : rows);
  }

  /** Whether there are many rows, which an id tells apart. */
  public boolean isLarge() {
    return identity.equals(List.of("id"));
  }

  List<Reference> columns() {
    return columns;
  }

  /** Returns columns such that rows with equal values in them have equal values in all. */
  List<Reference> identity() {
    return columns.stream().filter(column -> identity.contains(column.name())).toList();
  }
}

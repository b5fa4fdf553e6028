package io.skein.it;

import java.util.List;

/** The tables of the dialect's queries: small, with NULLs, duplicates and extreme values. */
final class DialectTables {
  private static final String FACTS =
      """
      SELECT i::BIGINT AS id,
        CASE WHEN i % 11 <> 0 THEN roll(i, 30)::INTEGER END AS k,
        CASE WHEN i % 13 <> 0
          THEN ['red', 'green', 'blue', 'Ünïcödé', '', '日本', '🦆'][1 + roll(i * 3, 7)] END AS g,
        CASE WHEN i % 17 <> 0 THEN roll(i * 5, 2) = 0 END AS b,
        roll(i * 7, 2000)::SMALLINT - 1000::SMALLINT AS small,
        CASE i % 50 WHEN 0 THEN 'NaN'::DOUBLE WHEN 1 THEN 'inf'::DOUBLE WHEN 2 THEN '-inf'::DOUBLE
          WHEN 3 THEN '-0.0'::DOUBLE WHEN 4 THEN 0.0::DOUBLE WHEN 5 THEN NULL
          ELSE roll(i * 11, 100000) / 7.0 END AS d,
        roll(i * 29, 1000000) / 1000.0::DOUBLE AS x,
        (roll(i * 31, 1000) / 8.0)::FLOAT AS f,
        CASE WHEN i % 19 <> 0 THEN (roll(i * 37, 1000000)::DECIMAL(15, 2) / 100)::DECIMAL(15, 2)
          - 5000 END::DECIMAL(15, 2) AS amount,
        DATE '2020-01-01' + roll(i * 41, 1000)::INTEGER AS day,
        TIMESTAMP '2020-01-01 00:00:00' + to_seconds(roll(i * 43, 100000000)) AS ts,
        TIMESTAMPTZ '2020-01-01 00:00:00+00' + to_milliseconds(roll(i * 47, 100000000))
          AS moment,
        CASE WHEN i % 23 <> 0 THEN concat(['Ärger', 'duck', 'Goose 🦢', 'naïve', 'x''y', 'a,b']
          [1 + roll(i * 53, 6)], '-', i % 20) END AS s,
        CASE WHEN i % 7 <> 0 THEN list_transform(range((i % 5)::BIGINT),
          lambda e: CASE WHEN e = 2 THEN NULL ELSE (e * i % 17)::INTEGER END) END AS l,
        CASE WHEN i % 9 <> 0
          THEN {'a': (i % 6)::INTEGER, 'b': CASE WHEN i % 4 <> 0 THEN 'v' || i % 3 END} END AS st,
        CASE WHEN i % 8 <> 0 THEN MAP {'one': (i % 10)::INTEGER, 'two': NULL} END AS mp
      FROM range(400) AS r(i)
      """;

  private static final String DIMS =
      """
      SELECT CASE WHEN i <> 5 THEN i::INTEGER END AS k,
        'name ' || i % 12 AS name,
        CASE WHEN i > 0 THEN ((i - 1) // 3)::INTEGER END AS parent,
        (i * i * 1000003)::BIGINT AS weight
      FROM range(36) AS r(i)
      """;

  private static final String EVENTS =
      """
      SELECT i::INTEGER AS id,
        CASE WHEN i % 14 <> 0 THEN roll(i * 3, 30)::INTEGER END AS k,
        TIMESTAMP '2020-01-01' + to_seconds(roll(i * 59, 100000000)) AS ts,
        roll(i * 61, 10000) / 100.0::DOUBLE AS price
      FROM range(150) AS r(i)
      """;

  private static final String NOTHING =
      "SELECT 1::INTEGER AS k, 'a'::VARCHAR AS s, 1.5::DOUBLE AS d WHERE false";

  private static final String SOME_NULL = "SELECT unnest([1, 2, 3, NULL, 3, 25])::INTEGER AS k";

  private static final String EDGES =
      "SELECT i::INTEGER AS a, (i * 2 + j)::INTEGER AS b"
          + " FROM range(12) AS r(i), range(2) AS s(j) WHERE i * 2 + j < 20 AND i <> i * 2 + j";

  private static final String ODD_NAMES =
      """
      SELECT i::INTEGER AS k, i * 2 AS "select", 'w' || i AS "two words", i % 3 AS "ÄÖ""ü",
        i AS "CamelCase" FROM range(20) AS r(i)
      """;

  private DialectTables() {}

  static List<TableRows> all() {
    return List.of(
        TableRows.skewable("facts", "k", "7", FACTS),
        TableRows.of("dims", "k", DIMS),
        TableRows.of("events", "k", EVENTS),
        TableRows.of("nothing", "k", NOTHING),
        TableRows.of("some_null", "k", SOME_NULL),
        TableRows.of("edges", "a", EDGES),
        TableRows.of("odd_names", "k", ODD_NAMES));
  }
}

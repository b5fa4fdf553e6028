package io.skein.planner.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every query here is planned, read, pruned, rendered and run again: same types, same rows. */
class RoundTripTest {
  private static PlanningDuckDb database;

  @BeforeAll
  static void createTables() throws SQLException {
    database = new PlanningDuckDb();
    database.execute(
        """
        CREATE TABLE t(a INTEGER, b VARCHAR, d DECIMAL(15,2), k BIGINT NOT NULL, dt DATE,
          s STRUCT(x INTEGER, y INTEGER[]), f DOUBLE, ts TIMESTAMP);
        INSERT INTO t SELECT
          CASE WHEN i % 7 = 0 THEN NULL ELSE (i * 5) % 11 END,
          CASE WHEN i % 5 = 0 THEN NULL ELSE 'ab' || (i % 6) END,
          (i * 37 % 100) / 7, i, DATE '2020-01-01' + CAST(i * 13 % 29 AS INTEGER),
          {'x': i % 4, 'y': [i, NULL, i + 1]}, i / 3, TIMESTAMP '2021-03-01' + to_hours(i * 7)
          FROM range(40) r(i);
        CREATE TABLE u(a INTEGER, c VARCHAR, l INTEGER[]);
        INSERT INTO u SELECT CASE WHEN i % 4 = 0 THEN NULL ELSE i % 9 END, 'c' || i,
          CASE WHEN i % 3 = 0 THEN NULL ELSE [i, i * 2] END FROM range(20) r(i);
        CREATE TABLE empty(a INTEGER, c VARCHAR);
        """);
  }

  @AfterAll
  static void close() throws SQLException {
    database.close();
  }

  private static void assertSame(String sql) throws SQLException {
    String rendered = database.render(sql);
    assertThat(database.types(rendered)).as(rendered).isEqualTo(database.types(sql));
    assertThat(Rows.difference(database.rows(sql), database.rows(rendered))).as(rendered).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT a, b FROM t WHERE a > 3 AND b LIKE 'ab%'",
        "SELECT count(*) FROM t",
        "SELECT 1",
        "SELECT a + 1 AS x, sum(d) FILTER (WHERE b = 'ab1'), count(DISTINCT k) FROM t GROUP BY a ORDER BY x LIMIT 5",
        "SELECT * FROM t WHERE s.x = 3 AND k IN (3, 7, 11, 15)",
        "SELECT t.a, u.c FROM t LEFT JOIN u ON t.a = u.a AND t.k > 3",
        "SELECT t.a, u.c FROM t FULL JOIN u ON t.a = u.a",
        "SELECT t.a, u.c FROM t RIGHT JOIN u ON t.a = u.a AND u.c <> 'c5'",
        "SELECT t.a, u.c FROM t JOIN u ON t.a < u.a",
        "SELECT * FROM t POSITIONAL JOIN u",
        "SELECT t.k, u.c FROM t, u WHERE t.k < 4",
        "SELECT k, a IN (SELECT a FROM u) FROM t",
        "SELECT k, a NOT IN (SELECT a FROM u WHERE a > 2) FROM t",
        "SELECT k FROM t WHERE a NOT IN (SELECT a FROM empty)",
        "SELECT k, a > ANY (SELECT a FROM u WHERE u.c <> t.b) FROM t",
        "SELECT k, a > ALL (SELECT a FROM u WHERE a < 3) FROM t",
        "SELECT k, (a, b) IN (SELECT a, 'ab' || a FROM u) FROM t",
        "SELECT k, EXISTS (SELECT 1 FROM u WHERE u.a = t.a) FROM t",
        "SELECT k, EXISTS (SELECT 1 FROM u) FROM t",
        "SELECT k, (SELECT max(c) FROM u WHERE u.a = t.a) FROM t",
        "SELECT k, (SELECT sum(a) FROM u) FROM t",
        "SELECT k, (SELECT c FROM u WHERE u.a = t.a AND u.c = 'c' || t.a) FROM t",
        "SELECT k FROM t WHERE EXISTS (SELECT * FROM u WHERE u.a = t.a)",
        "SELECT k FROM t WHERE NOT EXISTS (SELECT * FROM u WHERE u.a = t.a)",
        "SELECT grouping(a, b), a, b, count(*) FROM t GROUP BY CUBE (a, b)",
        "SELECT a, 1 AS one, count(*) FROM t GROUP BY ROLLUP (a, one)",
        "SELECT a, a AS again, count(*) FROM t GROUP BY a, again",
        "SELECT sum(a ORDER BY b DESC), string_agg(b, ',' ORDER BY k), list(DISTINCT b ORDER BY b) FROM t",
        "SELECT mode() WITHIN GROUP (ORDER BY a), quantile_cont(a, 0.5), percentile_cont(0.3) WITHIN GROUP (ORDER BY k DESC) FROM t",
        "SELECT k, rank() OVER (PARTITION BY b ORDER BY a DESC NULLS FIRST), sum(d) OVER (ORDER BY k ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t",
        "SELECT k, sum(k) OVER (ORDER BY dt RANGE BETWEEN INTERVAL 3 DAYS PRECEDING AND INTERVAL 1 DAY FOLLOWING) FROM t",
        "SELECT k, sum(k) OVER (ORDER BY a DESC RANGE BETWEEN 3 PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM t",
        "SELECT k, first_value(a IGNORE NULLS) OVER w, lag(a, 2, 7) OVER w, nth_value(a, 2) OVER w FROM t WINDOW w AS (PARTITION BY b ORDER BY k GROUPS BETWEEN 2 PRECEDING AND UNBOUNDED FOLLOWING)",
        "SELECT k, count(*) FILTER (WHERE a > 3) OVER (PARTITION BY b), row_number() OVER (ORDER BY k), ntile(3) OVER (ORDER BY k) FROM t",
        "SELECT DISTINCT b FROM t",
        "SELECT DISTINCT ON (b) b, k FROM t ORDER BY b, k DESC",
        "SELECT a FROM t UNION SELECT a FROM u",
        "SELECT a FROM t EXCEPT ALL SELECT a FROM u",
        "SELECT a FROM t INTERSECT SELECT a FROM u",
        "SELECT a, b FROM t UNION ALL SELECT a, c FROM u UNION ALL SELECT 1, 'x'",
        "WITH r AS MATERIALIZED (SELECT a, count(*) n FROM t GROUP BY a) SELECT r1.a, r2.n FROM r r1, r r2 WHERE r1.n = r2.a",
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT * FROM r",
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION SELECT (n * 3) % 7 FROM r) SELECT * FROM r",
        "SELECT * FROM (VALUES (1, 'a', 1.5), (2, NULL, 2.25)) v(x, y, z)",
        "SELECT k, v FROM t, LATERAL (VALUES (a), (k)) w(v)",
        "SELECT k, unnest(s.y), unnest([1, 2]) FROM t",
        "SELECT u.c, x FROM u, unnest(l) e(x)",
        "SELECT k, i FROM t, range(k % 4) r(i)",
        "SELECT * FROM range(3, 20, 4) r(i) WHERE i > 5",
        "SELECT * FROM unnest([5, 6, NULL]) u(x)",
        "SELECT * FROM t WHERE 1 = 0",
        "SELECT k FROM t ORDER BY b NULLS FIRST, k DESC LIMIT 7 OFFSET 3",
        "SELECT k FROM t ORDER BY k LIMIT 10%",
        "SELECT k FROM t ORDER BY k LIMIT (SELECT max(a) FROM u)",
        "SELECT k FROM t ORDER BY k LIMIT (SELECT max(a) FROM u) OFFSET (SELECT min(a) FROM u)",
        "SELECT list_transform(s.y, lambda x, i: x + a + i), list_filter(s.y, lambda x: x > a), list_reduce(s.y, lambda x, y: x + y) FROM t",
        "SELECT list_transform([[1], [2, 3]], lambda x: list_transform(x, lambda y: y + a)) FROM t",
        "SELECT [x FOR x IN s.y IF x > a] FROM t",
        "SELECT s.x, s.y[1], s.y[1:2], {'a': a, 'b': b}, MAP {'k': a}, row(a, b), struct_insert(s, z := a) FROM t",
        "SELECT try(a / 0), a IN (1, 2, 3), a NOT IN (4, 5), nullif(a, 1), coalesce(a, 2), a BETWEEN k AND 4, CASE b WHEN 'ab1' THEN 1 WHEN 'ab2' THEN 2 END FROM t",
        "SELECT CAST(a AS TINYINT), TRY_CAST(b AS INTEGER), -a, NOT (a > 1), b ~ 'a.*', b ILIKE 'AB%', b LIKE 'a\\_%' ESCAPE '\\', a ** 2, b || 'c', b[1], @a, ~a, a << 2, a & 1, a // 2, a % 3, a / 2 FROM t",
        "SELECT d + 1, d * 2, d - 0.5, d / 3, -d, round(d, 1), d + 1 + 1 + 1 FROM t",
        "SELECT date_part('year', dt), dt + INTERVAL 1 DAY, dt - dt, date_trunc('month', ts), strftime(ts, '%Y'), epoch(ts), dt + 3 FROM t",
        "SELECT a IS NULL, b IS NOT NULL, a IS DISTINCT FROM 3, b IS NOT DISTINCT FROM NULL, (a > 2) IS TRUE FROM t",
        "SELECT t.k, x.c FROM t ASOF JOIN (SELECT a * 3 AS a, c FROM u) x ON t.k >= x.a",
        "SELECT t.k, x.c FROM t ASOF LEFT JOIN u x ON t.a = x.a AND t.k >= x.a",
        "SELECT b COLLATE NOCASE = 'AB1', b FROM t ORDER BY b COLLATE NOCASE, k",
        "SELECT count(*) FROM t t1 JOIN t t2 ON t1.k = t2.k JOIN u ON t2.a = u.a JOIN u u2 ON u.c = u2.c",
        "SELECT * FROM (PIVOT t ON b IN ('ab1', 'ab2') USING sum(k) GROUP BY a)",
        "SELECT max(n) FROM (SELECT b, count(*) n, sum(k) FROM t GROUP BY b HAVING count(*) > 2)",
        "SELECT k FROM t WHERE k > (SELECT avg(k) FROM t) AND (a = 3 OR a IS NULL OR b = 'ab1')",
      })
  void theRenderedTextGivesTheSameTypesAndRows(String sql) throws SQLException {
    assertSame(sql);
  }
}

-- a side that every task has, in a full join: its unmatched rows once
SELECT e.id, n.k, n.s FROM seven.events AS e FULL JOIN seven.names AS n ON e.k = n.k

-- a side that every task has, in a right join: its unmatched rows once
SELECT e.id, n.k FROM seven.events AS e RIGHT JOIN (SELECT 1::INTEGER AS k UNION ALL SELECT 99) AS n ON e.k = n.k

-- a side that is one row, in a left join: its row once
SELECT c.one, e.id FROM (SELECT 1 AS one) AS c LEFT JOIN seven.events AS e ON e.k = c.one + 500

-- a side that is one row, in a full join: its row once
SELECT c.one, e.id FROM (SELECT 1 AS one) AS c FULL JOIN skew.events AS e ON e.k = c.one + 500

-- left joins nested in the side without partners
SELECT e.id, n.k, p.t FROM seven.names AS n LEFT JOIN (seven.events AS e LEFT JOIN null_keys.pairs AS p ON e.k = p.k) ON n.k = e.k

-- full joins one after another
SELECT i.id, e.id, n.k FROM skew.items AS i FULL JOIN null_keys.events AS e ON i.id = e.id FULL JOIN seven.names AS n ON n.k = e.k AND n.k = i.k

-- full join of a side where all keys are NULL
SELECT n.k, e.id FROM seven.nulls AS n FULL JOIN null_keys.events AS e ON n.k = e.k

-- outer joins in branches of a union
SELECT e.id, n.k FROM seven.events AS e LEFT JOIN seven.names AS n ON e.k = n.k UNION ALL SELECT e.id, n.k FROM seven.events AS e RIGHT JOIN seven.names AS n ON e.k = n.k

-- intersect where NULL equals NULL
SELECT k, s FROM null_keys.pairs INTERSECT SELECT k, s FROM seven.items

-- intersect all where NULL equals NULL
SELECT k, s FROM null_keys.pairs INTERSECT ALL SELECT k, s FROM seven.pairs

-- except where NULL equals NULL
SELECT k, s FROM null_keys.pairs EXCEPT SELECT k, s FROM seven.items

-- except all where NULL equals NULL
SELECT k, s FROM null_keys.pairs EXCEPT ALL SELECT k, s FROM seven.items

-- NOT IN where only one shard has a NULL
SELECT i.id FROM seven.items AS i WHERE i.k NOT IN (SELECT p.k FROM null_keys.pairs AS p)

-- NOT IN of an empty table keeps rows without a key
SELECT i.id FROM null_keys.items AS i WHERE i.k NOT IN (SELECT b.k FROM seven.blank AS b)

-- NOT IN of a pair, one half of which is NULL
SELECT i.id FROM seven.items AS i WHERE (i.k, i.s) NOT IN (SELECT p.k, p.s FROM null_keys.pairs AS p WHERE p.t = 1)

-- NOT IN, correlated
SELECT i.id FROM skew.items AS i WHERE i.t NOT IN (SELECT p.t FROM seven.pairs AS p WHERE p.k = i.k)

-- ALL where some shards have no rows
SELECT i.id FROM lump.items AS i WHERE i.k >= ALL (SELECT p.k FROM hashed.pairs AS p WHERE p.t = 2)

-- join of keys of different widths that lie in matching shards
SELECT i.id, e.id FROM hashed.items AS i JOIN hashed.events AS e ON i.k = e.k

-- left join of keys of different widths that lie in matching shards
SELECT i.id, e.id FROM hashed.items AS i LEFT JOIN hashed.events AS e ON i.k = e.k

-- full join of keys of different widths that lie in matching shards
SELECT i.id, e.id FROM hashed.items AS i FULL JOIN hashed.events AS e ON i.k = e.k

-- anti join of keys of different widths that lie in matching shards
SELECT i.id FROM hashed.items AS i ANTI JOIN hashed.events AS e ON i.k = e.k

-- NULL-safe join of keys that lie in matching shards
SELECT i.id, p.s FROM hashed.items AS i JOIN hashed.pairs AS p ON i.k IS NOT DISTINCT FROM p.k

-- join of a decimal and an integer
SELECT i.id, e.id FROM seven.items AS i JOIN null_keys.events AS e ON i.m = e.n

-- join of a double and an integer, with both zeros
SELECT i.id, e.n FROM seven.items AS i JOIN null_keys.events AS e ON i.d = e.n

-- join of doubles with NaN and both zeros
SELECT i.id, e.id FROM skew.items AS i JOIN null_keys.events AS e ON i.d = e.d

-- groups of doubles with NaN and both zeros
SELECT d, count(*), count(DISTINCT id) FROM seven.items GROUP BY d

-- distinct doubles with NaN and both zeros
SELECT DISTINCT d FROM (SELECT d FROM seven.items UNION ALL SELECT d FROM null_keys.events)

-- groups of no rows
SELECT k, count(*), sum(m) FROM ranged.items WHERE k > 1000 GROUP BY k

-- aggregate of no rows in some shards
SELECT count(*), sum(m), min(s), avg(x), count(DISTINCT k), bool_and(f) FROM lump.items WHERE k = 5

-- distinct values that several shards have, beside plain aggregates
SELECT f, count(DISTINCT k), sum(DISTINCT t), count(*), sum(m), string_agg(DISTINCT s, ',' ORDER BY s) FROM seven.items GROUP BY f

-- grouping sets with groups of NULL and totals
SELECT k, s, grouping(k), grouping(k, s), count(*), count(DISTINCT t) FROM null_keys.pairs GROUP BY CUBE (k, s)

-- sums wider than a column of a file
SELECT k, sum(b), sum(b::HUGEINT * 1000) FROM seven.items GROUP BY k

-- sums wider than a column of a file, as keys
SELECT a.total, count(*) FROM (SELECT k, sum(b) AS total FROM seven.items GROUP BY k) AS a JOIN (SELECT k, sum(b) AS total FROM skew.items GROUP BY k) AS b ON a.total = b.total GROUP BY a.total

-- union of different widths
SELECT t FROM seven.items UNION SELECT k FROM seven.events

-- limit over all rows of some shards, ordered
SELECT k, s, t FROM skew.pairs ORDER BY k DESC, s, t LIMIT 7 OFFSET 15

-- limit beyond the rows, ordered
SELECT id FROM lump.events ORDER BY id LIMIT 100 OFFSET 39

-- first of each group over shards
SELECT DISTINCT ON (k) k, id FROM null_keys.items ORDER BY k, id DESC

-- correlated subquery with a limit
SELECT n.k, (SELECT i.id FROM seven.items AS i WHERE i.k = n.k ORDER BY i.m, i.id LIMIT 1) FROM null_keys.names AS n

-- correlated count of nothing is zero
SELECT n.k, (SELECT count(*) FROM seven.blank AS b WHERE b.k = n.k) FROM null_keys.names AS n

-- lateral join of a limit
SELECT n.k, l.id FROM seven.names AS n LEFT JOIN LATERAL (SELECT e.id FROM null_keys.events AS e WHERE e.k = n.k ORDER BY e.id DESC LIMIT 2) AS l ON true

-- common table expression read several times
WITH c AS (SELECT k, count(*) AS n FROM skew.items GROUP BY k) SELECT a.k, b.n FROM c AS a LEFT JOIN c AS b ON a.n = b.n + 1 WHERE a.n > (SELECT min(n) FROM c)

-- window over a key that others share
SELECT id, k, row_number() OVER (PARTITION BY k ORDER BY id), sum(m) OVER (PARTITION BY k) FROM hashed.items

-- window without partitions
SELECT id, row_number() OVER (ORDER BY m, id), lag(id) OVER (ORDER BY m, id) FROM seven.items

-- unequal to NULL is not distinct from it
SELECT i.id, i.k, EXISTS (SELECT 1 FROM seven.events AS e WHERE e.k = i.k AND e.n <> i.t), NOT EXISTS (SELECT 1 FROM seven.items AS j WHERE j.k = i.k AND j.t <> i.t) FROM seven.items AS i WHERE i.id < 60

-- random 100180, count_if of nothing is NULL
SELECT count_if(p.k = 1), count(*) FROM items AS i JOIN pairs AS p ON p.k = 100 GROUP BY CUBE (i.f)

-- count_if of NULLs is NULL
SELECT k, count_if(f), count_if(k > 100) FROM null_keys.nulls GROUP BY ROLLUP (k)

-- random 404576, what DuckDB's optimizer makes of one shard's statistics
SELECT count(*), count(s) FROM null_keys.names WHERE (CASE WHEN ('a' BETWEEN 'a' AND s) THEN 'a' END <= 'a')

-- a bit string, which DuckDB's printed plan cannot hold
SELECT k, '0101'::BIT AS b, count(*) FROM null_keys.pairs GROUP BY k

-- a number of thirty digits, which DuckDB's printed plan cannot hold
SELECT e.id, '123456789012345678901234567890'::BIGNUM AS b FROM seven.events AS e JOIN seven.names AS n ON e.k = n.k

-- the same below a product, which is left to one worker
SELECT e.id, '0101'::BIT AS b FROM seven.events AS e, seven.names AS n WHERE e.k = n.k

-- random 508338, a join's filter that must stay above DISTINCT ON
SELECT n.k, n.s, t.c FROM hashed.names AS n JOIN (SELECT DISTINCT ON (e.k, e.n) i.t AS c FROM hashed.events AS e JOIN hashed.items AS i ON e.k = i.k ORDER BY e.k, e.n, e.id, i.id) AS t ON n.k = t.c

-- the same where one worker runs the statement itself
SELECT n.k, n.s, t.c FROM hashed.names AS n JOIN (SELECT DISTINCT ON (e.k, e.n) i.t AS c FROM hashed.events AS e JOIN hashed.items AS i ON e.k = i.k ORDER BY e.k, e.n, e.id, i.id) AS t ON n.k = t.c WHERE random() >= 0

-- random 603492, what DuckDB's optimizer makes of a constant, for which one DuckDB fails too
WITH c AS (SELECT 'a'::VARCHAR AS s FROM main.events) SELECT 'a'::VARCHAR AS r FROM c WHERE (CASE WHEN c.s >= 'z' THEN 'a' END LIKE '') AND 'a' < ALL (SELECT 'a'::VARCHAR FROM main.pairs WHERE 'a' < c.s)

-- random 908478, at which DuckDB itself fails (INTERNAL Error: Attempted to access index 4) unless it does not optimize: no rows
SELECT t0."u" AS c0, t4."bl" AS c1, row_number() OVER (PARTITION BY t0."u" ORDER BY t4."u" ASC NULLS FIRST, t0."k", t0."u", t0."s", t0."ts", t1."k", t1."u", t1."s", t1."ts", t3."c0", t3."c1", t3."c2", t3."c3", t3."c4", t4."id") AS c2 FROM "null_keys"."names" AS t0 JOIN "null_keys"."names" AS t1 ON (t0."k" = t1."k") AND (t0."u" = t1."u") JOIN LATERAL (SELECT nullif(t2."li", t2."li") AS c0, count(*) AS c1, count(*) AS c2, max(t2."id") AS c3, grouping(nullif(t2."li", t2."li")) AS c4 FROM "null_keys"."things" AS t2 WHERE ((t2."k" + CAST(1 AS BIGINT)) = t0."k") GROUP BY CUBE (nullif(t2."li", t2."li")) HAVING (max(t2."id") IS NOT DISTINCT FROM count(*))) AS t3 ON true JOIN "null_keys"."things" AS t4 ON (t3."c2" = t4."k") AND (t1."k" = t4."id") WHERE (t4."st" IS NOT NULL) ORDER BY "c1" DESC NULLS LAST

-- the same without what leaves no rows
SELECT t0."u" AS c0, t4."bl" AS c1, row_number() OVER (PARTITION BY t0."u" ORDER BY t4."u" ASC NULLS FIRST, t0."k", t0."u", t0."s", t0."ts", t1."k", t1."u", t1."s", t1."ts", t3."c0", t3."c1", t3."c2", t3."c3", t3."c4", t4."id") AS c2 FROM "null_keys"."names" AS t0 JOIN "null_keys"."names" AS t1 ON (t0."k" = t1."k") AND (t0."u" = t1."u") JOIN LATERAL (SELECT nullif(t2."li", t2."li") AS c0, count(*) AS c1, count(*) AS c2, max(t2."id") AS c3, grouping(nullif(t2."li", t2."li")) AS c4 FROM "null_keys"."things" AS t2 WHERE ((t2."k" + CAST(1 AS BIGINT)) = t0."k") GROUP BY CUBE (nullif(t2."li", t2."li"))) AS t3 ON true JOIN "null_keys"."things" AS t4 ON (t3."c2" = t4."k") WHERE (t4."st" IS NOT NULL) ORDER BY "c1" DESC NULLS LAST

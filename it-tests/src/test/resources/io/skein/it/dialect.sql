-- scan of all columns
SELECT * FROM @facts

-- scan, FROM first
FROM @dims

-- filter by key
SELECT id, k, s FROM @facts WHERE k = 7

-- filter by key, no such key
SELECT id, k, s FROM @facts WHERE k = 999

-- filter by key out of the type's range
SELECT id FROM @facts WHERE k = 99999999999

-- filter by NULL
SELECT id, s FROM @facts WHERE k IS NULL

-- filter by no NULL
SELECT count(*) FROM @facts WHERE g IS NOT NULL

-- filter equal to NULL gives nothing
SELECT id FROM @facts WHERE k = NULL

-- filter not distinct from NULL
SELECT id FROM @facts WHERE k IS NOT DISTINCT FROM NULL

-- filter distinct from a value
SELECT id FROM @facts WHERE g IS DISTINCT FROM 'red'

-- filter with IN and NULL
SELECT id FROM @facts WHERE k IN (1, 2, NULL)

-- filter with NOT IN and NULL gives nothing
SELECT id FROM @facts WHERE k NOT IN (1, 2, NULL)

-- filter with BETWEEN dates
SELECT id, day FROM @facts WHERE day BETWEEN '2020-06-01' AND '2020-12-31'

-- filter with OR over columns
SELECT id FROM @facts WHERE k = 3 OR g = 'red' OR amount > 4000

-- filter with LIKE, ILIKE and escapes
SELECT id, s FROM @facts WHERE s LIKE 'duck-%' OR s ILIKE '%ÄRGER%' OR s LIKE '%!,%' ESCAPE '!'

-- filter with regular expressions
SELECT id, regexp_extract(s, '([a-z]+)-(\d+)', 2) FROM @facts WHERE regexp_matches(s, '^[a-z]+-\d$')

-- filter, constant false
SELECT id, s FROM @facts WHERE 1 = 0

-- filter, constant NULL
SELECT count(*), sum(k) FROM @facts WHERE NULL

-- filter on an expression of two columns
SELECT id FROM @facts WHERE k * 20 < id AND id % 2 = 0

-- filter with NaN
SELECT id, d FROM @facts WHERE d = 'NaN'::DOUBLE

-- filter greater than infinity finds NaN
SELECT id, d FROM @facts WHERE d > 'inf'::DOUBLE

-- filter on negative zero finds both zeros
SELECT id, d FROM @facts WHERE d = 0

-- filter on booleans
SELECT id FROM @facts WHERE b AND NOT coalesce(b, true) = false

-- filter on a boolean column alone
SELECT count(*) FROM @facts WHERE NOT b

-- filter on text in the order of code points
SELECT id, g FROM @facts WHERE g > 'red'

-- filter on decimals
SELECT id, amount FROM @facts WHERE amount >= 0.01 AND amount < 1000

-- filter on timestamps with and without zone
SELECT id FROM @facts WHERE ts < TIMESTAMP '2020-06-01' AND moment > TIMESTAMPTZ '2020-01-01 03:00:00+02'

-- projection of arithmetic
SELECT id, id + 1, id - small, small * 2, id / 3, id // 3, id % 7, -k, 2 ** 3, k & 3, k | 8, k << 2, ~k FROM @facts

-- projection of decimals
SELECT id, amount * 1.1, amount / 3, amount + 1, amount - 0.001, round(amount, 1), amount % 7 FROM @facts

-- projection of text functions with Unicode
SELECT id, length(s), upper(s), lower(g), reverse(g), substring(s, 2, 4), s[1:3], left(g, 2), right(g, 1), strlen(g), bit_length(s), ascii(g), unicode(g), contains(s, 'é'), position('-' IN s), lpad(g, 8, '🦢'), trim(g, 'd'), replace(s, 'ck', '✓'), split_part(s, '-', 2), md5(s), starts_with(s, 'Är'), g || s, concat(g, s), concat_ws('/', g, s, k), repeat(g, 2), strip_accents(s), format('{}:{}', g, id), printf('%05d', id) FROM @facts

-- projection of dates
SELECT id, date_trunc('month', day), extract(year FROM day), dayofweek(day), day + INTERVAL 1 MONTH, day + 3, day - DATE '2020-01-01', age(ts, TIMESTAMP '2019-12-31'), date_diff('hour', ts, TIMESTAMP '2023-01-01'), strftime(ts, '%Y/%m/%d %H'), last_day(day), epoch(ts), moment::DATE, ts::TIME, date_part(['year', 'month'], day), ts - TIMESTAMP '2020-01-01', time_bucket(INTERVAL '1 week', day), monthname(day), make_date(2020, 1 + month(day)::BIGINT % 12, 1) FROM @facts

-- projection of conditionals
SELECT id, CASE WHEN k < 10 THEN 'low' WHEN k < 20 THEN 'mid' ELSE NULL END, CASE g WHEN 'red' THEN 1 WHEN 'blue' THEN 2 END, coalesce(k, small, 0), nullif(g, ''), ifnull(s, '?'), if(b, 1, 2), greatest(k, small), least(k, small, 3) FROM @facts

-- projection of casts
SELECT id, id::VARCHAR, small::TINYINT::VARCHAR, TRY_CAST(s AS INTEGER), d::VARCHAR, x::DECIMAL(18, 3), amount::INTEGER, b::INTEGER, day::VARCHAR, ts::DATE, k::UTINYINT, id::HUGEINT, f::DOUBLE FROM @facts WHERE small BETWEEN -100 AND 100

-- projection of constants only
SELECT 1, 'text', NULL, 1.5, true, DATE '2020-02-29' FROM @dims

-- projection with columns of one name
SELECT id, id, k AS id, 1 AS "ID" FROM @facts WHERE id < 20

-- projection without names
SELECT 1 + 1, k + 1, 'a' || name FROM @dims

-- star with EXCLUDE
SELECT * EXCLUDE (l, st, mp, d) FROM @facts WHERE id < 100

-- star with REPLACE
SELECT * REPLACE (k + 100 AS k, upper(s) AS s) FROM @facts

-- star with RENAME
SELECT * RENAME (k AS schlüssel) FROM @dims

-- COLUMNS with a pattern
SELECT COLUMNS('^(id|k|small)$') + 1 FROM @facts

-- COLUMNS with a lambda
SELECT min(COLUMNS(lambda c: c IN ('id', 'small', 'day'))), count(COLUMNS('^[a-f]$')) FROM @facts

-- odd names
SELECT "select", "two words", "ÄÖ""ü", "CamelCase", camelcase AS "Other Case" FROM @odd_names WHERE "ÄÖ""ü" = 1

-- odd names grouped
SELECT "ÄÖ""ü" AS "group", sum("select") AS "sum of ""select""" FROM @odd_names GROUP BY "ÄÖ""ü"

-- alias used in WHERE and GROUP BY
SELECT id % 5 AS five, count(*) AS n FROM @facts WHERE five <> 2 GROUP BY five

-- aggregate without groups
SELECT count(*), count(k), sum(id), min(day), max(ts), avg(x), sum(amount), avg(amount), min(s), max(g), bool_and(b), bool_or(b) FROM @facts

-- aggregate of no rows
SELECT count(*), count(k), sum(k), min(s), max(d), avg(d), list(k), string_agg(s, ','), bool_and(true) FROM @nothing

-- aggregate of no rows in groups
SELECT k, count(*) FROM @nothing GROUP BY k

-- group by key
SELECT k, count(*), sum(amount), avg(x), min(s), max(day) FROM @facts GROUP BY k

-- group by another column
SELECT g, count(*), count(k), sum(small), min(d), max(d), avg(amount) FROM @facts GROUP BY g

-- group by doubles
SELECT d, count(*) FROM @facts GROUP BY d

-- group by two columns
SELECT g, b, count(*), sum(x) FROM @facts GROUP BY g, b

-- group by expression
SELECT date_trunc('quarter', day) AS quarter, k IS NULL, count(*), sum(amount) FROM @facts GROUP BY 1, 2

-- GROUP BY ALL
SELECT g, k % 3 AS third, count(*), max(id) FROM @facts GROUP BY ALL

-- group by list and struct
SELECT l, st, count(*) FROM @facts GROUP BY l, st

-- HAVING
SELECT k, sum(small) AS total FROM @facts GROUP BY k HAVING count(*) > 10 AND total <> 0

-- HAVING without groups
SELECT sum(id) FROM @facts HAVING count(*) < 0

-- sums of every width
SELECT sum(id), sum(k), sum(small), sum(amount), sum(f), sum(b::INTEGER), sum(id::HUGEINT), sum(day - DATE '2020-01-01') FROM @facts

-- sum beyond 64 bits
SELECT sum(id * 100000000000000000), sum((id * 1000000007)::HUGEINT * 1000000007) FROM @facts WHERE id < 90

-- DISTINCT aggregates
SELECT count(DISTINCT k), count(DISTINCT g), sum(DISTINCT small), avg(DISTINCT k), count(DISTINCT (k, g)), count(*) FROM @facts

-- DISTINCT aggregates in groups
SELECT g, count(DISTINCT k), count(DISTINCT small), count(k), list(DISTINCT k ORDER BY k) FROM @facts GROUP BY g

-- FILTER
SELECT g, count(*) FILTER (WHERE k > 10), sum(x) FILTER (WHERE b), count(DISTINCT k) FILTER (WHERE id < 200) FROM @facts GROUP BY g

-- ordered aggregates
SELECT g, list(id ORDER BY id DESC), string_agg(s, '|' ORDER BY id), first(s ORDER BY id), last(s ORDER BY id), array_agg(k ORDER BY id NULLS FIRST)[1:3] FROM @facts GROUP BY g

-- arg_min and arg_max
SELECT k, arg_min(s, id), arg_max(id, ts), arg_max(id, id, 2), max(id, 3), min(small, 2) FROM @facts GROUP BY k

-- statistics aggregates
SELECT g, stddev(x), var_pop(x), corr(x, small), covar_pop(x, id), regr_slope(x, small), skewness(x), kurtosis(x), kahan_sum(x), product(1 + k / 1000.0) FROM @facts GROUP BY g

-- quantiles
SELECT g, median(x), quantile_cont(x, 0.25), quantile_disc(id, 0.9), quantile_cont(small, [0.1, 0.5]), mad(id), median(day) FROM @facts GROUP BY g

-- mode, histogram and entropy
SELECT mode(k % 2 = 0), histogram(k), entropy(k), approx_count_distinct(k) > 0 FROM @facts

-- bit aggregates
SELECT bit_and(id), bit_or(id), bit_xor(id), bool_or(k = 3), count_if(k > 3), countif(b) FROM @facts

-- any_value of one value each
SELECT k, any_value(k), any_value(k % 2 = 0) FROM @facts GROUP BY k

-- first by order over shards
SELECT first(id ORDER BY ts, id), last(id ORDER BY ts, id), list(id ORDER BY ts, id)[:5] FROM @facts

-- list of maps and structs
SELECT k, list({'id': id, 'g': g} ORDER BY id), map_from_entries(list((id, s) ORDER BY id)) FROM @facts WHERE id < 60 GROUP BY k

-- GROUPING SETS
SELECT g, b, count(*), sum(small), grouping(g), grouping(g, b) FROM @facts GROUP BY GROUPING SETS ((g, b), (g), ())

-- ROLLUP
SELECT g, k % 3 AS third, count(*), count(DISTINCT b), grouping_id(g, third) FROM @facts GROUP BY ROLLUP (g, third)

-- CUBE
SELECT g, b, year(day) AS y, sum(amount) FROM @facts GROUP BY CUBE (g, b, y)

-- grouping sets of no rows
SELECT k, count(*) FROM @nothing GROUP BY GROUPING SETS ((k), ())

-- DISTINCT
SELECT DISTINCT g, b FROM @facts

-- DISTINCT with NULL and NaN
SELECT DISTINCT d FROM @facts

-- DISTINCT ON
SELECT DISTINCT ON (k) k, id, s FROM @facts ORDER BY k, id

-- inner join
SELECT f.id, f.k, d.name FROM @facts f JOIN @dims d ON f.k = d.k

-- inner join with USING
SELECT * EXCLUDE (l, st, mp) FROM @facts JOIN @dims USING (k) WHERE id < 150

-- natural join
SELECT count(*), sum(k), sum(weight) FROM @facts NATURAL JOIN @dims

-- left join
SELECT f.id, d.name FROM @facts f LEFT JOIN @dims d ON f.k = d.k AND d.weight > 1000000

-- right join
SELECT f.id, d.k, d.name FROM @facts f RIGHT JOIN @dims d ON f.k = d.k

-- full join
SELECT f.id, f.k, d.k, d.name FROM @facts f FULL JOIN @dims d ON f.k = d.k + 2

-- full join with nothing
SELECT d.k, n.k, n.s FROM @dims d FULL JOIN @nothing n ON d.k = n.k

-- cross join
SELECT count(*), sum(a.k * b.a) FROM @dims a, @edges b

-- join on NULL-safe equality
SELECT f.id, d.name FROM @facts f JOIN @dims d ON f.k IS NOT DISTINCT FROM d.k

-- join without equality
SELECT d.k, e.a, e.b FROM @dims d JOIN @edges e ON d.k < e.a AND d.k > e.b - 5

-- left join without equality
SELECT d.k, e.a FROM @dims d LEFT JOIN @edges e ON d.k > e.a * 3

-- semi join
SELECT id, k FROM @facts SEMI JOIN @some_null USING (k)

-- anti join
SELECT id, k FROM @facts ANTI JOIN @some_null USING (k)

-- IN subquery
SELECT id FROM @facts WHERE k IN (SELECT k FROM @some_null)

-- NOT IN subquery with NULL gives nothing
SELECT id FROM @facts WHERE k NOT IN (SELECT k FROM @some_null)

-- NOT IN subquery without NULL
SELECT id FROM @facts WHERE k NOT IN (SELECT k FROM @some_null WHERE k IS NOT NULL)

-- NOT IN an empty subquery keeps NULL
SELECT id, k FROM @facts WHERE k NOT IN (SELECT k FROM @nothing)

-- IN subquery as a value
SELECT id, k IN (SELECT k FROM @some_null) AS found, k NOT IN (SELECT k FROM @nothing) AS none FROM @facts

-- EXISTS and NOT EXISTS
SELECT id FROM @facts f WHERE EXISTS (FROM @dims d WHERE d.k = f.k AND d.name = 'name 3') OR NOT EXISTS (FROM @some_null s WHERE s.k IS NOT DISTINCT FROM f.k)

-- correlated scalar subquery
SELECT d.k, (SELECT sum(amount) FROM @facts f WHERE f.k = d.k) AS total, (SELECT count(*) FROM @facts f WHERE f.k = d.k) AS n FROM @dims d

-- correlated subquery in a filter
SELECT f.id FROM @facts f WHERE f.x > (SELECT avg(x) FROM @facts g WHERE g.k = f.k)

-- scalar subquery without correlation
SELECT id, x - (SELECT avg(x) FROM @facts) AS above FROM @facts WHERE k = (SELECT max(k) FROM @some_null)

-- ALL and ANY
SELECT k FROM @dims WHERE k > ALL (SELECT k FROM @some_null WHERE k < 9) AND k <= ANY (SELECT a * 3 FROM @edges)

-- lateral join
SELECT d.k, t.id, t.x FROM @dims d, LATERAL (SELECT id, x FROM @facts f WHERE f.k = d.k ORDER BY x DESC, id LIMIT 2) t

-- lateral unnest
SELECT id, e FROM @facts, UNNEST(l) AS u(e)

-- left lateral
SELECT d.k, t.n FROM @dims d LEFT JOIN LATERAL (SELECT count(*) AS n FROM @edges e WHERE e.a = d.k HAVING n > 1) t ON true

-- asof join
SELECT f.id, f.ts, e.ts, e.price FROM @facts f ASOF JOIN @events e ON f.k = e.k AND f.ts >= e.ts

-- asof left join
SELECT f.id, e.id, e.price FROM @facts f ASOF LEFT JOIN @events e ON f.k = e.k AND f.ts < e.ts

-- positional join
SELECT a.a, b.total FROM (SELECT a, b FROM @edges ORDER BY a, b) a POSITIONAL JOIN (SELECT k, sum(small) AS total FROM @facts GROUP BY k ORDER BY k) b

-- join of three tables and groups
SELECT d.name, count(*), sum(e.price), avg(f.x) FROM @facts f JOIN @dims d ON f.k = d.k JOIN @events e ON e.k = d.k AND e.ts < f.ts GROUP BY d.name

-- self join
SELECT a.id, b.id FROM @facts a JOIN @facts b ON a.k = b.k AND a.id < b.id AND b.id < 60

-- join of aggregates
SELECT a.k, a.n, b.m FROM (SELECT k, count(*) AS n FROM @facts GROUP BY k) a FULL JOIN (SELECT k, max(price) AS m FROM @events GROUP BY k) b ON a.k = b.k

-- join on expressions of both sides
SELECT count(*), sum(f.id) FROM @facts f JOIN @dims d ON f.k + 1 = d.k AND upper(f.g) <> d.name

-- window row_number
SELECT id, k, row_number() OVER (PARTITION BY k ORDER BY ts, id) AS n FROM @facts

-- window ranks
SELECT id, rank() OVER (PARTITION BY g ORDER BY k), dense_rank() OVER (PARTITION BY g ORDER BY k), percent_rank() OVER (ORDER BY small), cume_dist() OVER (ORDER BY small), ntile(4) OVER (ORDER BY id) FROM @facts

-- window sums with frames
SELECT id, sum(small) OVER (PARTITION BY k ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW), avg(x) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING), count(*) OVER (ORDER BY day RANGE BETWEEN INTERVAL 10 DAYS PRECEDING AND CURRENT ROW), max(small) OVER (ORDER BY small GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE TIES) FROM @facts

-- window lag and lead
SELECT id, lag(s) OVER w, lead(s, 2, 'none') OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 3) OVER w FROM @facts WINDOW w AS (PARTITION BY b ORDER BY id)

-- window ignoring NULLs
SELECT id, last_value(k IGNORE NULLS) OVER (ORDER BY id), lag(g IGNORE NULLS) OVER (ORDER BY id) FROM @facts

-- window over everything
SELECT id, count(*) OVER (), sum(amount) OVER (), max(s) OVER () FROM @facts

-- window of a group
SELECT k, sum(small) AS total, sum(sum(small)) OVER (ORDER BY k) AS running, rank() OVER (ORDER BY sum(small) DESC, k) FROM @facts GROUP BY k

-- window with DISTINCT and FILTER
SELECT id, count(DISTINCT g) OVER (PARTITION BY k), sum(small) FILTER (WHERE b) OVER (PARTITION BY k ORDER BY id) FROM @facts

-- QUALIFY
SELECT k, id, x FROM @facts QUALIFY row_number() OVER (PARTITION BY k ORDER BY x DESC, id) <= 2

-- QUALIFY with a named window
SELECT g, id FROM @facts WINDOW w AS (PARTITION BY g ORDER BY id DESC) QUALIFY row_number() OVER w = 1

-- common table expression
WITH big AS (SELECT * FROM @facts WHERE amount > 0), keys AS (SELECT DISTINCT k FROM big) SELECT keys.k, count(*), sum(amount) FROM big JOIN keys USING (k) GROUP BY ALL

-- common table expression, materialized
WITH m AS MATERIALIZED (SELECT k, count(*) AS n FROM @facts GROUP BY k) SELECT a.k, b.n FROM m a JOIN m b ON a.k = b.k + 1

-- common table expression, not materialized
WITH m AS NOT MATERIALIZED (SELECT id, k FROM @facts WHERE b) SELECT (SELECT count(*) FROM m), (SELECT max(id) FROM m WHERE k = 3)

-- common table expression with the name of a table
WITH dims AS (SELECT k, id FROM @facts WHERE id < 10) SELECT * FROM dims

-- recursive expression, numbers
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20) SELECT i, (SELECT count(*) FROM @facts WHERE k = i) FROM n

-- recursive expression, tree
WITH RECURSIVE tree AS (SELECT k, parent, name, 0 AS depth FROM @dims WHERE parent IS NULL UNION ALL SELECT d.k, d.parent, tree.name || '/' || d.name, depth + 1 FROM @dims d JOIN tree ON d.parent = tree.k) SELECT * FROM tree

-- recursive expression, graph with UNION
WITH RECURSIVE reach(a, b) AS (SELECT a, b FROM @edges UNION SELECT r.a, e.b FROM reach r JOIN @edges e ON r.b = e.a) SELECT * FROM reach

-- recursive expression with USING KEY
WITH RECURSIVE cost(a, n) USING KEY (a) AS (SELECT a, 0 FROM @edges UNION SELECT c.a, c.n + 1 FROM cost c WHERE c.n < 3) SELECT * FROM cost

-- UNION ALL
SELECT k, 'f' AS src FROM @facts UNION ALL SELECT k, 'd' FROM @dims UNION ALL SELECT a, 'e' FROM @edges

-- UNION
SELECT k FROM @facts UNION SELECT k FROM @dims UNION SELECT k FROM @some_null

-- UNION of different types
SELECT k FROM @dims UNION ALL SELECT x FROM @facts WHERE id < 10 UNION ALL SELECT NULL

-- UNION ALL BY NAME
SELECT id, k FROM @events UNION ALL BY NAME SELECT k, name FROM @dims

-- UNION BY NAME
SELECT k FROM @dims UNION BY NAME SELECT a, a AS k FROM @edges

-- EXCEPT
SELECT k FROM @dims EXCEPT SELECT k FROM @facts

-- EXCEPT ALL
SELECT k FROM @facts EXCEPT ALL SELECT k FROM @events

-- INTERSECT
SELECT k FROM @facts INTERSECT SELECT k FROM @some_null

-- INTERSECT ALL
SELECT k FROM @facts INTERSECT ALL SELECT k FROM @events

-- set operations nested
(SELECT k FROM @facts UNION SELECT k FROM @dims) EXCEPT (SELECT k FROM @some_null INTERSECT SELECT k FROM @dims)

-- ORDER BY with a total order, ordered
SELECT id, k, s FROM @facts ORDER BY k DESC NULLS LAST, s NULLS FIRST, id

-- ORDER BY doubles with NaN and NULL, ordered
SELECT d, id FROM @facts ORDER BY d, id

-- ORDER BY text with Unicode, ordered
SELECT g, id FROM @facts ORDER BY g DESC, id

-- ORDER BY expression and position, ordered
SELECT id % 10, id FROM @facts ORDER BY 1 DESC, id * -1

-- ORDER BY ALL, ordered
SELECT g, id FROM @facts ORDER BY ALL

-- ORDER BY ALL DESC NULLS LAST, ordered
SELECT k, id FROM @facts ORDER BY ALL DESC NULLS LAST

-- ORDER BY a column that is not selected, ordered
SELECT s FROM @facts ORDER BY id

-- ORDER BY with a collation, ordered
SELECT s, id FROM @facts ORDER BY s COLLATE NOCASE, id

-- ORDER BY lists and structs, ordered
SELECT l, st, id FROM @facts ORDER BY l, st, id

-- top rows, ordered
SELECT id, x FROM @facts ORDER BY x DESC, id LIMIT 10

-- top rows with OFFSET, ordered
SELECT id, ts FROM @facts ORDER BY ts, id LIMIT 7 OFFSET 33

-- OFFSET beyond the end, ordered
SELECT id FROM @facts ORDER BY id LIMIT 5 OFFSET 5000

-- OFFSET without LIMIT, ordered
SELECT id FROM @facts ORDER BY id OFFSET 390

-- LIMIT 0
SELECT id, s FROM @facts LIMIT 0

-- LIMIT of more rows than there are
SELECT id FROM @facts LIMIT 100000

-- LIMIT in percent, ordered
SELECT id FROM @facts ORDER BY id LIMIT 10%

-- LIMIT of a subquery, ordered
SELECT id FROM @facts ORDER BY id LIMIT (SELECT count(*) FROM @some_null)

-- LIMIT counted
SELECT count(*) FROM (SELECT id FROM @facts LIMIT 17)

-- top groups, ordered
SELECT k, count(*) AS n FROM @facts GROUP BY k ORDER BY n DESC, k NULLS FIRST LIMIT 5

-- ORDER BY in a subquery, then aggregated
SELECT list(id) FROM (SELECT id FROM @facts WHERE k = 3 ORDER BY ts, id)

-- LIMIT in parts of a UNION
(SELECT id FROM @facts ORDER BY id LIMIT 3) UNION ALL (SELECT id FROM @events ORDER BY id DESC LIMIT 3)

-- list functions
SELECT id, l[1], l[-1], l[2:3], len(l), list_sort(l), list_reverse(l), list_contains(l, 3), list_sum(l), list_distinct(l), list_concat(l, [1]), list_position(l, 0), l || [9], array_to_string(l, ','), list_aggregate(l, 'max'), flatten([l, l]), list_zip(l, l), [k, small], list_slice(l, 1, 2) FROM @facts

-- list lambdas
SELECT id, list_transform(l, lambda e: e + k), list_filter(l, lambda e, i: e > i), list_reduce([1, 2, id], lambda a, e: a + e), [e * 2 FOR e IN l IF e > 1] FROM @facts

-- struct functions
SELECT id, st.a, st.b, st['a'], struct_pack(x := k, y := s), {'n': {'m': id}}, row(k, g), struct_insert(st, c := 1), struct_extract(st, 'b') FROM @facts

-- struct star
SELECT id, st.* FROM @facts WHERE id < 50

-- map functions
SELECT id, mp['one'], mp['zwei'], map_keys(mp), map_values(mp), cardinality(mp), element_at(mp, 'one'), MAP {k: s} FROM @facts WHERE k IS NOT NULL

-- unnest of lists
SELECT id, unnest(l) AS e FROM @facts

-- unnest of structs
SELECT id, unnest(st) FROM @facts WHERE st IS NOT NULL

-- unnest, recursive
SELECT unnest([[1, 2], [k]], recursive := true) AS e, k FROM @dims

-- unnest grouped
SELECT e, count(*) FROM (SELECT unnest(l) AS e FROM @facts) GROUP BY e

-- JSON functions
SELECT id, to_json(st), json_object('k', k, 's', s), to_json(l)->>0, json_extract('{"a": [1, 2]}', '$.a[1]'), json_array_length(to_json(l)) FROM @facts

-- JSON in groups
SELECT k, to_json(list(id ORDER BY id)) FROM @facts WHERE id < 100 GROUP BY k

-- VALUES
VALUES (1, 'a'), (2, NULL), (NULL, 'c')

-- VALUES joined
SELECT d.k, v.label FROM @dims d JOIN (VALUES (1, 'one'), (2, 'two'), (NULL, 'null')) v(k, label) ON d.k = v.k

-- SELECT without a table
SELECT 1 AS one, [1, 2] AS list, {'a': 1} AS struct, 'Ünï' AS text, NULL AS nothing

-- range and generate_series
SELECT r.i, count(f.id) FROM range(0, 40, 5) AS r(i) LEFT JOIN @facts f ON f.k = r.i GROUP BY r.i

-- series of dates
SELECT s.day::DATE AS day, count(f.id) FROM generate_series(TIMESTAMP '2020-01-01', TIMESTAMP '2020-03-01', INTERVAL 1 DAY) AS s(day) LEFT JOIN @facts f ON f.day = s.day::DATE GROUP BY 1

-- TABLE statement
TABLE @dims

-- PIVOT with values
SELECT * FROM (PIVOT (SELECT k, g, small FROM @facts) ON g IN ('red', 'blue', 'none') USING sum(small) AS total, count(*) AS n GROUP BY k)

-- PIVOT in SQL's own form
SELECT * FROM (SELECT b, g, small FROM @facts) PIVOT (max(small) FOR g IN ('red', 'green') GROUP BY b)

-- UNPIVOT
SELECT * FROM (UNPIVOT (SELECT id, k, small::INTEGER AS small FROM @facts) ON k, small INTO NAME which VALUE v)

-- UNPIVOT with NULLs
SELECT * FROM (SELECT id, k, small::INTEGER AS small FROM @facts) UNPIVOT INCLUDE NULLS (v FOR which IN (k, small))

-- DESCRIBE a table
DESCRIBE @facts

-- DESCRIBE a query
DESCRIBE SELECT k, sum(amount), avg(x), list(s) FROM @facts GROUP BY k

-- SUMMARIZE
SELECT column_name, column_type, min, max, count, null_percentage FROM (SUMMARIZE @dims)

-- table function in FROM with a column of another table
SELECT d.k, s.i FROM @dims d, range(d.k) AS s(i) WHERE d.k < 5

-- alias of a table that is another table's name
SELECT dims.id FROM @facts AS dims WHERE dims.k = 3

-- column that is named like its table
SELECT dims FROM @dims AS dims WHERE k < 3

-- subquery in FROM with column names
SELECT a, sum(b) FROM (SELECT k, small FROM @facts) AS t(a, b) GROUP BY a

-- nested subqueries with filters
SELECT * FROM (SELECT * FROM (SELECT id, k, row_number() OVER (ORDER BY id) AS n FROM @facts) WHERE n % 3 = 0) WHERE k > 10

-- NULL in every operator
SELECT id, k + NULL, k = NULL, NULL AND b, NULL OR b, NOT NULL, concat(g, NULL), g || NULL, NULL IS NULL FROM @facts WHERE id < 30

-- intervals
SELECT id, INTERVAL (id) DAYS + INTERVAL 1 MONTH, to_hours(id) * 2, INTERVAL '1 year 2 months 3 days 04:05:06.789', -to_days(k) FROM @facts

-- extremes of intervals
SELECT k, max(to_seconds(id)), max(to_days(small)), min(to_months(small)) FROM @facts GROUP BY k

-- huge numbers
SELECT id, id::HUGEINT * 1000000000000000000000, id::UBIGINT, (id::UHUGEINT + 1) * 170141183460469231731687303715884 FROM @facts

-- time zones
SELECT id, moment AT TIME ZONE 'Europe/Berlin', ts AT TIME ZONE 'America/New_York', date_trunc('day', moment), timezone('UTC', moment) FROM @facts

-- constants folded by the binder
SELECT count(*) FROM @facts WHERE k = 2 + 3 AND 'a' || 'b' = 'ab'

-- now is one moment
SELECT count(DISTINCT now()), count(DISTINCT current_date), bool_and(ts < now()) FROM @facts

-- random is between 0 and 1
SELECT count(*) FILTER (WHERE r >= 0 AND r < 1) FROM (SELECT random() AS r FROM @facts)

-- sample of all rows
SELECT count(*) FROM @facts USING SAMPLE 100%

-- text with quotes and line breaks
SELECT id, 'it''s', E'line\nbreak', $$dollar 'quoted'$$, s FROM @facts WHERE s LIKE 'x''y%'

-- blobs
SELECT id, encode(s), encode(s)::BLOB, octet_length(encode(g)), 'ab\xFF'::BLOB || encode(g) FROM @facts

-- bits and enums
SELECT id, '0101'::BIT, k::BIT, 'b'::ENUM('a', 'b'), CASE WHEN b THEN 'yes' ELSE 'no' END::ENUM('yes', 'no') AS answer FROM @facts

-- unions and arrays
SELECT id, union_value(num := id), [id, k, 3]::INTEGER[3], array_value(1.0, x) FROM @facts

-- hash of rows
SELECT count(DISTINCT hash(id, s)), bit_xor(hash(k)) FROM @facts

-- groups with one row each, ordered
SELECT id, count(*), max(s) FROM @facts GROUP BY id ORDER BY id

-- aggregate over a join of nothing
SELECT count(*), sum(f.id), max(n.s) FROM @facts f JOIN @nothing n ON f.k = n.k

-- left join with nothing
SELECT f.id, n.s FROM @facts f LEFT JOIN @nothing n ON f.k = n.k

-- union of nothing
SELECT k FROM @nothing UNION ALL SELECT k FROM @nothing

-- top of nothing, ordered
SELECT * FROM @nothing ORDER BY k LIMIT 3

-- window over nothing
SELECT k, row_number() OVER (ORDER BY k) FROM @nothing

-- distinct of nothing
SELECT DISTINCT * FROM @nothing

-- scan of nothing
SELECT * FROM @nothing

-- aggregate of most rows, ordered
SELECT l_returnflag, l_linestatus, sum(l_quantity), sum(l_extendedprice * (1 - l_discount) * (1 + l_tax)), avg(l_discount), count(*) FROM lineitem WHERE l_shipdate <= DATE '1998-09-02' GROUP BY 1, 2 ORDER BY 1, 2

-- colocated join and one that is not, ordered
SELECT l_orderkey, sum(l_extendedprice * (1 - l_discount)) AS revenue, o_orderdate FROM customer, orders, lineitem WHERE c_mktsegment = 'BUILDING' AND c_custkey = o_custkey AND l_orderkey = o_orderkey AND o_orderdate < DATE '1995-03-15' AND l_shipdate > DATE '1995-03-15' GROUP BY l_orderkey, o_orderdate ORDER BY revenue DESC, l_orderkey LIMIT 10

-- join of six tables, ordered
SELECT n_name, sum(l_extendedprice * (1 - l_discount)) FROM customer, orders, lineitem, supplier, nation, region WHERE c_custkey = o_custkey AND l_orderkey = o_orderkey AND l_suppkey = s_suppkey AND c_nationkey = s_nationkey AND s_nationkey = n_nationkey AND n_regionkey = r_regionkey AND r_name = 'ASIA' GROUP BY n_name ORDER BY 2 DESC

-- left join, then groups of groups, ordered
SELECT orders, count(*) FROM (SELECT c_custkey, count(o_orderkey) AS orders FROM customer LEFT JOIN orders ON c_custkey = o_custkey AND o_comment NOT LIKE '%special%requests%' GROUP BY c_custkey) GROUP BY orders ORDER BY 2 DESC, 1 DESC

-- distinct values and NOT IN
SELECT p_brand, p_size, count(DISTINCT ps_suppkey) FROM partsupp, part WHERE p_partkey = ps_partkey AND p_brand <> 'Brand#45' AND ps_suppkey NOT IN (SELECT s_suppkey FROM supplier WHERE s_acctbal < 0) GROUP BY p_brand, p_size

-- correlated average
SELECT sum(l_extendedprice) / 7.0, count(*) FROM lineitem, part WHERE p_partkey = l_partkey AND p_container LIKE 'MED%' AND l_quantity < (SELECT 0.5 * avg(l_quantity) FROM lineitem AS l WHERE l.l_partkey = p_partkey)

-- IN groups with a condition, ordered
SELECT c_name, o_orderkey, o_totalprice, sum(l_quantity) FROM customer, orders, lineitem WHERE o_orderkey IN (SELECT l_orderkey FROM lineitem GROUP BY l_orderkey HAVING sum(l_quantity) > 250) AND c_custkey = o_custkey AND o_orderkey = l_orderkey GROUP BY ALL ORDER BY o_totalprice DESC, o_orderkey LIMIT 20

-- EXISTS and NOT EXISTS
SELECT s_name, count(*) FROM supplier, lineitem AS l WHERE s_suppkey = l.l_suppkey AND l.l_receiptdate > l.l_commitdate AND EXISTS (FROM lineitem AS o WHERE o.l_orderkey = l.l_orderkey AND o.l_suppkey <> l.l_suppkey) AND NOT EXISTS (FROM lineitem AS o WHERE o.l_orderkey = l.l_orderkey AND o.l_suppkey <> l.l_suppkey AND o.l_receiptdate > o.l_commitdate) GROUP BY s_name

-- anti join and a scalar subquery
SELECT substring(c_phone, 1, 2) AS code, count(*), sum(c_acctbal) FROM customer WHERE c_acctbal > (SELECT avg(c_acctbal) FROM customer WHERE c_acctbal > 0) AND NOT EXISTS (FROM orders WHERE o_custkey = c_custkey) GROUP BY code

-- first rows of each group
SELECT o_custkey, o_orderkey, o_totalprice FROM orders QUALIFY row_number() OVER (PARTITION BY o_custkey ORDER BY o_totalprice DESC, o_orderkey) <= 2

-- running sum over all rows, ordered
SELECT o_orderkey, sum(o_totalprice) OVER (ORDER BY o_orderdate, o_orderkey) AS running FROM orders ORDER BY o_orderdate, o_orderkey LIMIT 50 OFFSET 1000

-- rollup with distinct values
SELECT n_regionkey, n_nationkey, grouping(n_nationkey), count(*), count(DISTINCT c_mktsegment), sum(c_acctbal) FROM customer JOIN nation ON c_nationkey = n_nationkey GROUP BY ROLLUP (n_regionkey, n_nationkey)

-- full join of groups
SELECT c.k, s.k, c.n, s.n FROM (SELECT c_nationkey AS k, count(*) AS n FROM customer WHERE c_acctbal > 9000 GROUP BY 1) AS c FULL JOIN (SELECT s_nationkey AS k, count(*) AS n FROM supplier GROUP BY 1) AS s ON c.k = s.k

-- replicated table on the side whose rows are kept
SELECT n_name, count(c_custkey), count(*) FROM customer RIGHT JOIN nation ON c_nationkey = n_nationkey AND c_acctbal > 9900 GROUP BY n_name

-- full join with a replicated table
SELECT n_name, s_name FROM supplier FULL JOIN nation ON s_nationkey = n_nationkey AND n_regionkey < 3

-- set operations over tables that are divided differently
(SELECT c_nationkey, c_custkey % 7 FROM customer EXCEPT SELECT s_nationkey, s_suppkey % 7 FROM supplier) UNION (SELECT n_nationkey, n_regionkey FROM nation INTERSECT ALL SELECT s_nationkey, s_suppkey % 5 FROM supplier)

-- common table expression read twice
WITH revenue AS (SELECT l_suppkey AS supplier, sum(l_extendedprice * (1 - l_discount)) AS total FROM lineitem WHERE l_shipdate >= DATE '1996-01-01' AND l_shipdate < DATE '1996-04-01' GROUP BY 1) SELECT s_suppkey, s_name, total FROM supplier JOIN revenue ON s_suppkey = supplier WHERE total = (SELECT max(total) FROM revenue)

SELECT status, day, count(*), grouping(status) FROM orders GROUP BY ROLLUP (status, day)

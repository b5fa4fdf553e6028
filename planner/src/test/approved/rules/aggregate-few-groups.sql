SELECT status, count(*), avg(total) FROM orders GROUP BY status

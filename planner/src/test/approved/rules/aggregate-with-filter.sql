SELECT status, count(*) FILTER (WHERE total > 100) FROM orders GROUP BY status

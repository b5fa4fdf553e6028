SELECT status, list(id) FROM orders GROUP BY status

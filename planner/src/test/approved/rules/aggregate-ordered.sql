SELECT status, string_agg(customer, ',' ORDER BY total) FROM orders GROUP BY status

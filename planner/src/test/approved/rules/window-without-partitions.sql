SELECT id, sum(total) OVER (ORDER BY day, id) FROM orders

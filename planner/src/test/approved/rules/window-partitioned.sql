SELECT customer, day, rank() OVER (PARTITION BY customer ORDER BY day) FROM orders

SELECT id, (SELECT max(total) FROM orders o WHERE o.customer = c.id) FROM customers c

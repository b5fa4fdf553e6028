SELECT id FROM customers WHERE id NOT IN (SELECT customer FROM orders)

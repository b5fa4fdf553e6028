SELECT c.id, k.page FROM customers c FULL JOIN clicks k ON k.customer = c.id

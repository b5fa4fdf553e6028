SELECT o.id, c.name FROM orders o, countries c

SELECT count(*), min(day), max(total) FROM orders

SELECT id, total FROM orders WHERE total > 1000 ORDER BY total DESC, id

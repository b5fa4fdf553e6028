SELECT order_id, sum(price) FROM items GROUP BY order_id

SELECT * FROM items WHERE order_id = 4711

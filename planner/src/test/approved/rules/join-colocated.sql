SELECT o.customer, sum(i.price) FROM orders o JOIN items i ON i.order_id = o.id GROUP BY o.customer

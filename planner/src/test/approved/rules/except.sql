SELECT customer FROM clicks EXCEPT SELECT customer FROM orders

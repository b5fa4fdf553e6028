SELECT customer FROM clicks INTERSECT ALL SELECT customer FROM orders

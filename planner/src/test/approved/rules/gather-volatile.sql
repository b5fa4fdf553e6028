SELECT customer, random() FROM orders ORDER BY 2

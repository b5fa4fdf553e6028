SELECT DISTINCT ON (customer) customer, day, id FROM orders ORDER BY customer, day, id

SELECT count(*) FROM orders o JOIN countries c ON o.status < c.name

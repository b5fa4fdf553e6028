SELECT customer, count(*), sum(seconds) FROM clicks GROUP BY customer

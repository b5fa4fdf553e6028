WITH spent AS MATERIALIZED (SELECT customer, sum(total) AS sum FROM orders GROUP BY customer) SELECT a.customer, b.customer FROM spent a JOIN spent b ON a.sum = b.sum AND a.customer < b.customer

SELECT product, price, count(*) FROM items GROUP BY product, price

SELECT count(DISTINCT customer) FROM clicks

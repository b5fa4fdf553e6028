SELECT page, count(DISTINCT customer) FROM clicks GROUP BY page

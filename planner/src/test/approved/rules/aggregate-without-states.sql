SELECT page, median(seconds), mode(customer) FROM clicks GROUP BY page

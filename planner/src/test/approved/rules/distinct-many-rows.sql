SELECT DISTINCT customer, page FROM clicks

SELECT page, count(*), count(DISTINCT customer), sum(seconds) FROM clicks GROUP BY page

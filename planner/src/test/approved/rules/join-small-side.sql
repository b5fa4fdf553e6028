SELECT c.region, count(*) FROM customers x JOIN countries c ON x.country = c.name GROUP BY c.region

SELECT id, notes FROM customers c WHERE EXISTS (SELECT 1 FROM clicks k WHERE k.customer = c.id AND k.seconds > 10)

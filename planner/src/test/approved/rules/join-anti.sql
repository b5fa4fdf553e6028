SELECT id, notes FROM customers c WHERE NOT EXISTS (SELECT 1 FROM clicks k WHERE k.customer = c.id)

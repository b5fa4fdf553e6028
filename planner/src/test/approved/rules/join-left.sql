SELECT c.id, c.notes, k.page FROM customers c LEFT JOIN clicks k ON k.customer = c.id

SELECT k.page, c.notes FROM clicks k JOIN customers c ON k.customer = c.id

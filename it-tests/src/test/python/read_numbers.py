"""Reads the table numbers through ADBC, and says how many rows there are, their sum, in how many
partitions they come, and the name of row 77."""

import sys

import adbc_driver_flightsql.dbapi as flight_sql

with flight_sql.connect(sys.argv[1], autocommit=True) as connection, connection.cursor() as cursor:
    partitions, _ = cursor.adbc_execute_partitions("SELECT n, name FROM numbers")
    cursor.execute("SELECT n, name FROM numbers")
    table = cursor.fetch_arrow_table()
    for n, name in zip(table["n"].to_pylist(), table["name"].to_pylist()):
        assert name == f"n{n}", (n, name)
    cursor.execute("SELECT name FROM numbers WHERE n = ?", (77,))
    ((name,),) = cursor.fetchall()
    print(table.num_rows, sum(table["n"].to_pylist()), len(partitions), name)

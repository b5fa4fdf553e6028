"""ADBC's driver for Flight SQL."""

import unittest
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import adbc_driver_flightsql.dbapi as flight_sql
import adbc_driver_manager
import pyarrow as pa

import skein_cluster as cluster


def connect(**options):
    return flight_sql.connect(
        cluster.uri(), db_kwargs=cluster.adbc_options() | options, autocommit=True
    )


def read_partition(partition):
    """Runs in a process of its own."""
    with connect() as connection, connection.cursor() as cursor:
        cursor.adbc_read_partition(partition)
        table = cursor.fetch_arrow_table()
        return table.num_rows, sum(table["id"].to_pylist())


class AdbcTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.oracle = cluster.oracle()
        cls.connection = connect()

    @classmethod
    def tearDownClass(cls):
        cls.connection.close()
        cls.oracle.close()

    def fetch(self, sql, parameters=None):
        with self.connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetch_arrow_table()

    def test_a_query_gives_the_rows_of_one_duckdb(self):
        sql = "SELECT category, count(*) AS n, sum(amount) AS amount FROM events GROUP BY 1 ORDER BY 1"
        with self.connection.cursor() as cursor:
            cursor.execute(sql)
            self.assertEqual(cursor.fetchall(), self.oracle.execute(sql).fetchall())
            self.assertEqual([column[0] for column in cursor.description], ["category", "n", "amount"])

    def test_a_million_rows_arrive_whole(self):
        table = self.fetch("SELECT id, category, day FROM events")
        self.assertEqual(table.num_rows, cluster.EVENTS)
        self.assertEqual(len(set(table["id"].to_pylist())), cluster.EVENTS)

    def test_values_of_every_type_are_those_of_one_duckdb(self):
        for name in cluster.TYPES:
            with self.subTest(name):
                kind = self.oracle.execute(f'SELECT any_value(typeof(value)) FROM seven."{name}"').fetchone()[0]
                expected = cluster.printed(self.oracle, f'seven."{name}"')
                arrived = self.fetch(f'SELECT id, value FROM seven."{name}"')
                self.assertEqual(*cluster.same_values(expected, arrived, kind))

    def test_unsigned_numbers_keep_their_types(self):
        types = {"utinyint": pa.uint8(), "usmallint": pa.uint16(), "uinteger": pa.uint32(), "ubigint": pa.uint64()}
        for name, expected in types.items():
            with self.subTest(name):
                sql = f"SELECT max(value) AS most FROM seven.{name}"
                table = self.fetch(sql)
                self.assertEqual(table.schema.field("most").type, expected)
                self.assertEqual(table["most"][0].as_py(), self.oracle.execute(sql).fetchone()[0])
                columns = self.connection.adbc_get_table_schema(name, db_schema_filter="seven")
                self.assertEqual(columns.field("value").type, expected)

    def test_partitions_are_read_by_several_processes(self):
        with self.connection.cursor() as cursor:
            partitions, schema = cursor.adbc_execute_partitions("SELECT id FROM events")
        self.assertEqual(len(partitions), 3)
        self.assertEqual(schema.names, ["id"])
        # The driver is written in Go, which does not outlive a fork.
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
            parts = list(processes.map(read_partition, partitions))
        self.assertEqual(sum(rows for rows, _ in parts), cluster.EVENTS)
        self.assertEqual(sum(total for _, total in parts), cluster.EVENTS * (cluster.EVENTS - 1) // 2)

    def test_parameters_are_values_and_nothing_else(self):
        self.assertEqual(
            self.fetch("SELECT id, name FROM events WHERE id = ?", (5,)).to_pylist(),
            [{"id": 5, "name": "n5"}],
        )
        hostile = "x'; SELECT 1; --"
        row = self.fetch("SELECT ? AS a, ? AS b, ? AS c, ? AS d", (hostile, 2.5, b"\x00\xff", None))
        self.assertEqual(row.to_pylist(), [{"a": hostile, "b": 2.5, "c": b"\x00\xff", "d": None}])
        self.assertEqual(
            self.fetch("SELECT ? AS l, ? AS s", ([1, None, 3], {"a": 1, "b": "x"})).to_pylist(),
            [{"l": [1, None, 3], "s": {"a": 1, "b": "x"}}],
        )
        # A number is no position, and a fraction is not rounded to the column's type.
        self.assertEqual(self.fetch("SELECT count(*) AS n FROM events WHERE id = ?", (1.5,))["n"][0].as_py(), 0)

    def test_rows_become_a_data_frame(self):
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT id, category, day FROM events WHERE id < 10 ORDER BY id")
            frame = cursor.fetch_df()
        expected = self.oracle.execute("SELECT id, category FROM events WHERE id < 10 ORDER BY id").df()
        self.assertEqual(frame["id"].tolist(), expected["id"].tolist())
        self.assertEqual(frame["category"].tolist(), expected["category"].tolist())

    def test_writes_are_refused_with_a_word(self):
        with self.connection.cursor() as cursor:
            with self.assertRaisesRegex(adbc_driver_manager.ProgrammingError, "Skein only reads"):
                cursor.adbc_ingest("new_table", pa.table({"a": [1]}), mode="create")
            with self.assertRaisesRegex(adbc_driver_manager.ProgrammingError, "Skein answers queries only"):
                cursor.execute("INSERT INTO events VALUES (1)")
            with self.assertRaisesRegex(adbc_driver_manager.ProgrammingError, 'column "nme" not found'):
                cursor.execute("SELECT nme FROM events")

    def test_metadata_is_complete(self):
        self.assertEqual(self.connection.adbc_get_info()["vendor_name"], "Skein")
        self.assertEqual(self.connection.adbc_get_table_types(), ["TABLE"])
        schema = self.connection.adbc_get_table_schema("events", db_schema_filter="main")
        self.assertEqual(schema.names, ["id", "category", "value", "amount", "day", "seen", "active", "name"])
        (catalog,) = self.connection.adbc_get_objects(depth="tables").read_all().to_pylist()
        self.assertEqual(catalog["catalog_name"], "skein")
        tables = {
            schema["db_schema_name"]: [table["table_name"] for table in schema["db_schema_tables"]]
            for schema in catalog["catalog_db_schemas"]
        }
        self.assertEqual(sorted(tables["main"]), ["dataset", "events"])
        self.assertEqual(sorted(tables["seven"]), cluster.TYPES)

    def test_a_session_looks_into_its_schema_first(self):
        with connect(**{"adbc.flight.sql.rpc.with_cookie_middleware": "true"}) as connection:
            connection.adbc_connection.set_options(**{"adbc.connection.db_schema": "seven"})
            self.assertEqual(connection.adbc_current_db_schema, "seven")
            with connection.cursor() as cursor:
                cursor.execute("SELECT max(value) FROM tinyint")
                self.assertEqual(cursor.fetchall(), [(127,)])
            with self.assertRaisesRegex(adbc_driver_manager.Error, "invalid value"):
                connection.adbc_connection.set_options(**{"adbc.connection.db_schema": "nine"})
        with connect(**{"adbc.flight.sql.rpc.call_header.schema": "seven"}) as connection:
            with connection.cursor() as cursor:
                cursor.execute("SELECT max(value) FROM tinyint")
                self.assertEqual(cursor.fetchall(), [(127,)])


if __name__ == "__main__":
    unittest.main()

"""pyarrow.flight, the plain protocol, and DuckDB over what it fetches."""

import unittest
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pyarrow as pa
import pyarrow.flight as flight

import skein_cluster as cluster

REUSE = b"arrow-flight-reuse-connection://?"


class FlightTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.oracle = cluster.oracle()
        cls.client = cluster.flight_client()
        cls.options = cluster.flight_options(cls.client)

    def info(self, sql):
        return self.client.get_flight_info(flight.FlightDescriptor.for_command(sql), self.options)

    def read(self, endpoint):
        with cluster.flight_client(endpoint.locations[0]) as worker:
            return worker.do_get(endpoint.ticket, self.options).read_all()

    def fetch(self, sql):
        """All endpoints in parallel, each at its first location."""
        info = self.info(sql)
        with ThreadPoolExecutor(len(info.endpoints)) as threads:
            tables = list(threads.map(self.read, info.endpoints))
        for table in tables:
            self.assertTrue(table.schema.equals(info.schema, check_metadata=True), table.schema)
        return pa.concat_tables(tables)

    def test_all_endpoints_together_are_the_result(self):
        self.assertEqual(len(self.info("SELECT id FROM events").endpoints), 3)
        table = self.fetch("SELECT id, category, amount, name FROM events")
        duck = duckdb.connect()
        duck.register("arrived", table)
        digest = "SELECT count(*), sum(id), sum(hash(id, category, amount, name)) FROM "
        self.assertEqual(
            duck.execute(digest + "arrived").fetchone(), self.oracle.execute(digest + "events").fetchone()
        )

    def test_the_coordinator_is_the_last_location(self):
        for endpoint in self.info("SELECT id FROM events").endpoints:
            self.assertEqual(endpoint.locations[-1].uri, REUSE)
        total = sum(
            self.client.do_get(endpoint.ticket, self.options).read_all().num_rows
            for endpoint in self.info("SELECT id FROM events").endpoints
        )
        self.assertEqual(total, cluster.EVENTS)

    def test_an_ordered_result_comes_from_one_endpoint(self):
        for sql in ("SELECT id FROM events ORDER BY id DESC LIMIT 5", "SELECT id FROM events LIMIT 5"):
            self.assertEqual(len(self.info(sql).endpoints), 1)
        self.assertEqual(
            self.fetch("SELECT id FROM events ORDER BY id DESC LIMIT 3")["id"].to_pylist(),
            [cluster.EVENTS - 1, cluster.EVENTS - 2, cluster.EVENTS - 3],
        )

    def test_values_of_every_type_are_those_of_one_duckdb(self):
        for name in cluster.TYPES:
            with self.subTest(name):
                kind = self.oracle.execute(f'SELECT any_value(typeof(value)) FROM seven."{name}"').fetchone()[0]
                expected = cluster.printed(self.oracle, f'seven."{name}"')
                arrived = self.fetch(f'SELECT id, value FROM seven."{name}"')
                self.assertEqual(*cluster.same_values(expected, arrived, kind))

    def test_batches_are_small(self):
        sql = "SELECT id, repeat('x', 3000) AS wide FROM events WHERE id < 20000"
        for endpoint in self.info(sql).endpoints:
            for chunk in self.client.do_get(endpoint.ticket, self.options):
                self.assertLess(chunk.data.nbytes, 8 << 20)

    def test_unknown_actions_are_unimplemented(self):
        with self.assertRaisesRegex(pa.ArrowNotImplementedError, "no action nonsense"):
            list(self.client.do_action(flight.Action("nonsense", b""), self.options))
        names = {action.type for action in self.client.list_actions(self.options)}
        self.assertLessEqual(
            {"CancelFlightInfo", "CreatePreparedStatement", "ClosePreparedStatement", "CloseSession"}, names
        )


if __name__ == "__main__":
    unittest.main()

"""SQLAlchemy, through the dialect of the package flightsql-dbapi."""

import unittest
import warnings

import flightsql.sqlalchemy  # registers the dialect
from sqlalchemy import MetaData, Table, create_engine, func, inspect, select, text

import skein_cluster as cluster


@unittest.skipIf(cluster.CA, "the dialect cannot be given a certificate to trust")
class SqlAlchemyTest(unittest.TestCase):
    def setUp(self):
        warnings.simplefilter("ignore")
        self.engine = create_engine(cluster.sqlalchemy_url())
        self.oracle = cluster.oracle()

    def test_text_and_expressions_give_the_rows_of_one_duckdb(self):
        sql = "SELECT category, count(*) FROM events GROUP BY 1 ORDER BY 1"
        with self.engine.connect() as connection:
            rows = [tuple(row) for row in connection.execute(text(sql))]
            self.assertEqual(rows, self.oracle.execute(sql).fetchall())
            events = Table("events", MetaData(), schema="main", autoload_with=self.engine)
            query = (
                select(events.c.category, func.count())
                .where(events.c.active.is_(True))
                .group_by(events.c.category)
                .order_by(events.c.category)
            )
            rows = [tuple(row) for row in connection.execute(query)]
        expected = "SELECT category, count(*) FROM events WHERE active GROUP BY 1 ORDER BY 1"
        self.assertEqual(rows, self.oracle.execute(expected).fetchall())

    def test_tables_are_inspected(self):
        inspector = inspect(self.engine)
        self.assertEqual(sorted(inspector.get_table_names("main")), ["dataset", "events"])


if __name__ == "__main__":
    unittest.main()

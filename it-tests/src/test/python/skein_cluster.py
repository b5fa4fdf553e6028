"""The cluster under test, as the environment describes it, and one DuckDB over the same files."""

import os
from pathlib import Path
from urllib.parse import quote

import duckdb
import pyarrow as pa
import pyarrow.flight as flight

HOST = os.environ["SKEIN_TEST_HOST"]
PORT = int(os.environ["SKEIN_TEST_PORT"])
DATA = Path(os.environ["SKEIN_TEST_DATA"])
CA = os.environ.get("SKEIN_TEST_CA")
USER = os.environ.get("SKEIN_TEST_USER")
PASSWORD = os.environ.get("SKEIN_TEST_PASSWORD")

EVENTS = 1_000_000
TYPES = sorted(path.name for path in (DATA / "seven").iterdir())


def uri():
    return f"grpc{'+tls' if CA else ''}://{HOST}:{PORT}"


def adbc_options():
    options = {}
    if CA:
        options["adbc.flight.sql.client_option.tls_root_certs"] = Path(CA).read_text()
    if USER:
        options["username"] = USER
        options["password"] = PASSWORD
    return options


def flight_client(location=None):
    roots = Path(CA).read_bytes() if CA else None
    return flight.connect(location or uri(), **({"tls_root_certs": roots} if CA else {}))


def flight_options(client):
    if not USER:
        return flight.FlightCallOptions()
    return flight.FlightCallOptions(headers=[client.authenticate_basic_token(USER, PASSWORD)])


def sqlalchemy_url():
    login = f"{quote(USER, safe='')}:{quote(PASSWORD, safe='')}@" if USER else ""
    return f"datafusion+flightsql://{login}{HOST}:{PORT}?insecure=true"


def oracle():
    """One DuckDB that has the cluster's tables as views of their files."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("CREATE SCHEMA seven")
    tables = {"events": DATA / "events"} | {f'seven."{name}"': DATA / "seven" / name for name in TYPES}
    for name, folder in tables.items():
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{folder}/**/*.parquet')")
    return connection


def printed(connection, relation):
    """All rows of the relation, its values as DuckDB prints them, in an order of their own."""
    return sorted(
        connection.execute(f"SELECT id, CAST(value AS VARCHAR) FROM {relation}").fetchall(), key=str
    )


def same_values(expected, arrived: pa.Table, sent_as):
    """Whether the arrived rows print like the expected ones, cast to what they were sent as."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.register("arrived", arrived)
    actual = connection.execute(
        f"SELECT id, CAST(CAST(value AS {sent_as}) AS VARCHAR) FROM arrived"
    ).fetchall()
    return expected, sorted(actual, key=str)

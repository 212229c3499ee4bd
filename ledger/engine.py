"""The database under the book: a SQLite file that outlives power cuts, or PostgreSQL; migrated to the newest tables."""

import os
from collections.abc import MutableMapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sqlalchemy import Connection, Dialect, Engine, Table, create_engine, event, inspect, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.util import LRUCache

_MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATING = 0x7461_7961  # one number for every process that may migrate the same database at the same moment
_ONLY_LOOKS = "tayang_only_looks"
KEPT, MOST = 16, 30
"""Connections to PostgreSQL that a process keeps, and the most that it opens."""
_TURN = 120.0
"""Seconds that a thread waits for a connection."""
_ASKED = "-c synchronous_commit=on -c lock_timeout=30s"
_PATIENCE = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
"""libpq's own: a server whose machine lost its power says nothing, and without these a question to it waits for hours."""


def engine_of(url: str) -> Engine:
    """An engine for a SQLite path or a PostgreSQL URL, set so that what is committed stays."""
    made = make_url(url)
    if made.get_backend_name() == "sqlite":
        grammar, compiled = _sqlite()
        engine = create_engine(url, execution_options={"compiled_cache": compiled})
        engine.dialect = grammar
        tune_sqlite(engine)
        return engine
    return _postgresql(url, os.getpid())


def secrets_in(url: str) -> list[str]:
    """What must not be told of the book's address: its password, and the address that holds it; badly written or not."""
    password = url.partition("://")[2].rpartition("@")[0].partition(":")[2]
    return [url, password, unquote(password)] if password else []


@lru_cache(maxsize=4)
def _postgresql(url: str, _process: int) -> Engine:
    """One pool for every sweep of this process: to connect and to make every statement anew costs more than most sweeps ask.

    A process that was forked makes its own. A server that was started anew leaves dead connections in the pool: each is tried
    before it is used.
    """
    address = make_url(url).set(drivername="postgresql+psycopg")
    pool = {"pool_pre_ping": True, "pool_size": KEPT, "max_overflow": MOST - KEPT, "pool_timeout": _TURN}
    return create_engine(address, connect_args={"options": _ASKED, **_PATIENCE}, **pool)


def give_back(engine: Engine) -> None:
    """Let go of an engine; what a process shares stays open for its next sweep."""
    if engine.dialect.name == "sqlite":
        engine.dispose()


@cache
def _sqlite() -> tuple[Dialect, MutableMapping[Any, Any]]:
    """What every SQLite book of this process has in common: each engine would compile every statement anew."""
    engine = create_engine("sqlite://")
    engine.connect().close()
    return engine.dialect, LRUCache(500)


def insert_if_absent(connection: Connection, table: Table, values: dict[str, Any]) -> None:
    """Add a row unless one of its key is there: two processes may want to be the first."""
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    connection.execute(make(table).values(**values).on_conflict_do_nothing())


def tune_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=DELETE", "synchronous=EXTRA", "foreign_keys=ON", "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if not connection.get_execution_options().get(_ONLY_LOOKS):
            connection.exec_driver_sql("BEGIN IMMEDIATE")


def only_looking(engine: Engine) -> Engine:
    """The same connections for who only looks: outside of any transaction, so that nobody waits for a write lock."""
    if engine.dialect.name == "sqlite":  # it has no transaction but the one that `tune_sqlite` begins
        return engine.execution_options(**{_ONLY_LOOKS: True})
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def migrate(engine: Engine) -> None:
    """Bring the tables up to date; several processes may try at once."""
    with only_looking(engine).connect() as connection:
        if _version(connection) == _newest():
            return  # a sweep opens the book many times, and migrates it once in a year
    from alembic import command  # takes a quarter of a second, and is needed once in a year
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": _MIGRATING})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@cache
def _newest() -> str:
    """The version of the tables that this program is written for: every migration's file begins with its version."""
    return max(file.name.partition("_")[0] for file in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


def _version(connection: Connection) -> str | None:
    """The version of the tables in this database, None where there are none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found

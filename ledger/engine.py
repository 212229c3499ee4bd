"""The database under the book: a SQLite file that outlives power cuts, or PostgreSQL; migrated to the newest tables."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite

_MIGRATING = 0x7461_7961  # one number for every process that may migrate the same database at the same moment
_ASKED = "-c synchronous_commit=on -c lock_timeout=30s"


def engine_of(url: str) -> Engine:
    """An engine for a SQLite path or a PostgreSQL URL, set so that what is committed stays."""
    made = make_url(url)
    if made.get_backend_name() == "sqlite":
        engine = create_engine(url)
        tune_sqlite(engine)
        return engine
    # A server that was started anew leaves dead connections in the pool: each is tried before it is used.
    return create_engine(made.set(drivername="postgresql+psycopg"), pool_pre_ping=True, connect_args={"options": _ASKED})


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
        if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql("BEGIN IMMEDIATE")


def migrate(engine: Engine) -> None:
    """Bring the tables up to date; several processes may try at once."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": _MIGRATING})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

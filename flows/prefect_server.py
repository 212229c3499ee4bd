"""Starts the Prefect server of `tayang serve`: as `prefect server start`, behind a door of our own and with a password, and
with two mends for SQLite and SQLAlchemy. `services` as the first word starts the server's services alone, for a server whose API
runs apart with `--no-services`.

With SQLAlchemy 2.1 the scheduler of Prefect 3.8 cannot enter a single run: a bulk insert now refuses values for hybrid
attributes that have no bulk setter, and every scheduled run is inserted together with its `state`. Earlier versions left
such a value alone, which is what the setter here does.

A transaction that reads first and writes later is refused at once by SQLite ("database is locked") if another wrote in
between; the board would answer an admin who pauses publishing with an error. Taking the write lock at the beginning lets
it wait for its turn instead.
"""

import os
import sys
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession, AsyncSessionTransaction

from flows.guarded import speak_as_parent
from flows.prefect_door import NAMES, Door, names_in
from language.say import later, t

OPEN = later(
    "server Prefect tidak dimulai: belum ada kata sandinya. Siapa pun yang mencapai portanya dapat menayangkan. Isi dahulu\n"
    "PREFECT_SERVER_API_AUTH_STRING=nama:kata-sandi, dan pasangannya PREFECT_API_AUTH_STRING untuk pekerja dan perintah."
)


def leave_alone(_cls: type, _mapping: MutableMapping[str, Any], _value: object) -> None:
    """A bulk setter that sets nothing: the states of new runs are inserted by the scheduler afterwards."""


def mend_scheduler() -> None:
    """Let scheduled runs be inserted, whichever SQLAlchemy is installed."""
    from prefect.server.database.orm_models import FlowRun

    hybrid = FlowRun.__dict__["state"]
    if getattr(hybrid, "bulk_dml_setter", None) is None:
        hybrid.bulk_dml_setter = leave_alone


def wait_for_turn() -> None:
    """Let every writing transaction of the server begin with SQLite's write lock."""
    from prefect.server.database.configurations import AioSqliteConfiguration

    begin = AioSqliteConfiguration.begin_transaction

    @asynccontextmanager
    async def begin_with_lock(
        self: AioSqliteConfiguration,
        session: AsyncSession,
        with_for_update: bool = True,  # noqa: ARG001
    ) -> AsyncIterator[AsyncSessionTransaction]:
        async with begin(self, session, with_for_update=True) as transaction:
            yield transaction

    AioSqliteConfiguration.begin_transaction = begin_with_lock  # type: ignore[method-assign]


def put_door_before() -> None:
    """Let the server answer under its own names only, and say with each answer what its pages may load.

    The door stands before what is served. The server's own automations ask the bare application within the process, by a name
    that no door knows.
    """
    from prefect.server.api import server

    make = server.create_app
    names = names_in(os.environ.get(NAMES, ""))

    def create_app(*args: Any, **options: Any) -> Any:
        app = make(*args, **options)
        return Door(app, names) if options.get("final") else app

    server.create_app = create_app


def main() -> None:
    speak_as_parent(os.environ)
    if not os.environ.get("PREFECT_SERVER_API_AUTH_STRING", "").strip():
        sys.exit(t(OPEN))
    mend_scheduler()
    wait_for_turn()
    put_door_before()
    from prefect.cli import app

    what, rest = (["services", "start"], sys.argv[2:]) if sys.argv[1:2] == ["services"] else (["start"], sys.argv[1:])
    sys.argv = ["prefect", "server", *what, *rest]
    app()


if __name__ == "__main__":
    main()

"""Starts the Prefect server of `tayang serve`: as `prefect server start`, with two mends for SQLite and SQLAlchemy.

With SQLAlchemy 2.1 the scheduler of Prefect 3.8 cannot enter a single run: a bulk insert now refuses values for hybrid
attributes that have no bulk setter, and every scheduled run is inserted together with its `state`. Earlier versions left
such a value alone, which is what the setter here does.

A transaction that reads first and writes later is refused at once by SQLite ("database is locked") if another wrote in
between; the board would answer an admin who pauses publishing with an error. Taking the write lock at the beginning lets
it wait for its turn instead.
"""

import sys
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession, AsyncSessionTransaction


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


def main() -> None:
    mend_scheduler()
    wait_for_turn()
    from prefect.cli import app

    sys.argv = ["prefect", "server", "start", *sys.argv[1:]]
    app()


if __name__ == "__main__":
    main()

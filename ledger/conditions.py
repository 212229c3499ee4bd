"""On what an entry may rest: asked in the transaction that writes it, so that nobody can change it in between.

On PostgreSQL the row of the office's head, on SQLite the whole file is locked by then: what another process entered before is
seen, and what it enters from now on comes after.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, Table, and_, bindparam, not_, select

from ledger import tables
from ledger.entries import PackageKey
from ledger.store import Condition


def still_approved(package: PackageKey) -> Condition:
    """This revision is approved."""

    def holds(connection: Connection) -> bool:
        return connection.execute(_STATE, package._asdict()).scalar_one_or_none() == "approved"

    return holds


def nothing_sent(package: PackageKey, unsent: Iterable[str]) -> Condition:
    """Nothing of this revision stands in another state than `unsent`, and it corrects nothing yet. What is only looked for since
    the book came back from a backup is not counted: this book never sent it."""
    asked = {**package._asdict(), "unsent": list(unsent)}

    def holds(connection: Connection) -> bool:
        return all(connection.execute(rows, asked).first() is None for rows in (_SENT, _CORRECTING))

    return holds


def _one(table: Table, revision: str = "revision") -> Select[Any]:
    columns = {"office": "office", "package_id": "package_id", revision: "revision"}
    return select(table.c.office).where(*(table.c[column] == bindparam(name) for column, name in columns.items())).limit(1)


def _sent() -> Select[Any]:
    table = tables.publication_now
    unsent: BindParameter[Any] = bindparam("unsent", expanding=True)
    looked_for = and_(table.c.state == "unknown", table.c.attempt == 0)
    return _one(table).where(table.c.state.not_in(unsent), not_(looked_for))


_SENT, _CORRECTING = _sent(), _one(tables.correction, "to_revision")
_STATE = _one(tables.package_now).with_only_columns(tables.package_now.c.state)

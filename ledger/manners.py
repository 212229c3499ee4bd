"""When a host may be asked again; kept in the ledger's database so that a restart does not forget it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select, update

from ledger import tables
from ledger.chain import instant, stamp
from ledger.engine import insert_if_absent
from ledger.store import Ledger


def next_allowed(ledger: Ledger, names: Iterable[str]) -> datetime | None:
    """The earliest instant at which every one of these may be asked again; None if all may be asked now or ever."""
    table = tables.manners
    with ledger.reading() as connection:
        found = connection.execute(select(func.max(table.c.next_at)).where(table.c.name.in_(list(names)))).scalar()
    return instant(found) if found else None


def leave_alone(ledger: Ledger, names: Iterable[str], until: datetime) -> None:
    """Nobody asks these before `until`; a later instant that is already known stays."""
    table, at = tables.manners, stamp(until)
    with ledger.engine.begin() as connection:
        for name in sorted(set(names)):
            insert_if_absent(connection, table, {"name": name, "next_at": at})
            connection.execute(update(table).where(table.c.name == name, table.c.next_at < at).values(next_at=at))

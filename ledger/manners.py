"""When a host may be asked again; kept in the ledger's database so that a restart does not forget it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

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


def take_turn(ledger: Ledger, names: Iterable[str], now: datetime, until: datetime, longest: timedelta) -> datetime | None:
    """Claim the next turn at all of these, for whichever process asks first: None if it is ours, and nobody asks them before
    `until`; else when to claim again. What is longer away than `longest` was written by a clock that was wrong."""
    table, own = tables.manners, sorted(set(names))
    with ledger.engine.begin() as connection:
        for name in own:
            insert_if_absent(connection, table, {"name": name, "next_at": stamp(now)})
        named = table.c.name.in_(own)
        held = connection.execute(select(table.c.next_at).where(named).order_by(table.c.name).with_for_update()).scalars()
        taken = [at for at in held if stamp(now) < at <= stamp(now + longest)]
        if not taken:
            connection.execute(update(table).where(named).values(next_at=stamp(until)))
    return instant(max(taken)) if taken else None


def leave_alone(ledger: Ledger, names: Iterable[str], until: datetime) -> None:
    """Nobody asks these before `until`; a later instant that is already known stays."""
    table, at = tables.manners, stamp(until)
    with ledger.engine.begin() as connection:
        for name in sorted(set(names)):
            insert_if_absent(connection, table, {"name": name, "next_at": at})
            connection.execute(update(table).where(table.c.name == name, table.c.next_at < at).values(next_at=at))

"""When a host may be asked again; kept in the ledger's database so that a restart does not forget it."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update

from ledger import tables
from ledger.chain import instant, stamp
from ledger.engine import insert_if_absent
from ledger.store import Ledger
from safety.clock import Clock

_REST = "rest:"
"""What was asked for stands apart as well: a turn that somebody else took later says nothing of who holds one already."""
_NOBODY_ASKS_FOR = timedelta(days=30)


def next_allowed(ledger: Ledger, names: Iterable[str]) -> datetime | None:
    """The earliest instant at which every one of these may be asked again; None if all may be asked now or ever."""
    table = tables.manners
    with ledger.reading() as connection:
        found = connection.execute(select(func.max(table.c.next_at)).where(table.c.name.in_(list(names)))).scalar()
    return instant(found) if found else None


def take_turn(ledger: Ledger, gaps: Mapping[str, float], clock: Clock, worth: float, longest: float) -> datetime:
    """When it is our turn at all of these. It is claimed: who asks after us, in whichever process, comes so many seconds later
    as `gaps` says of each name. One that is more than `worth` seconds away is told and not claimed. What is more than `longest`
    seconds away was written by a clock that was wrong."""
    table, own = tables.manners, sorted(gaps)
    with ledger.engine.begin() as connection:
        for name in own:
            insert_if_absent(connection, table, {"name": name, "next_at": stamp(clock.now())})
        query = select(table.c.next_at).where(table.c.name.in_(own)).order_by(table.c.name).with_for_update()
        told = [instant(at) for at in connection.execute(query).scalars()]
        now = clock.now()  # only here: others may have kept us waiting
        turn = max([now, *(at for at in told if at <= now + timedelta(seconds=longest))])
        if turn <= now + timedelta(seconds=worth):
            for name in own:
                after = stamp(turn + timedelta(seconds=gaps[name]))
                connection.execute(update(table).where(table.c.name == name).values(next_at=after))
    return turn


def leave_alone(ledger: Ledger, names: Iterable[str], until: datetime) -> None:
    """Nobody asks these before `until`; a later instant that is already known stays, unless a clock that was wrong wrote it."""
    table, at, own = tables.manners, stamp(until), set(names)
    new = or_(table.c.next_at < at, table.c.next_at > stamp(until + _NOBODY_ASKS_FOR))
    with ledger.engine.begin() as connection:
        for name in sorted(own | {_REST + name for name in own}):
            insert_if_absent(connection, table, {"name": name, "next_at": at})
            connection.execute(update(table).where(table.c.name == name, new).values(next_at=at))


def left_alone_until(ledger: Ledger, names: Iterable[str]) -> datetime | None:
    """The latest instant before which one of these asked to be left alone; None if none ever did."""
    return next_allowed(ledger, [_REST + name for name in names])

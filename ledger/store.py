"""Open the ledger, append to it, hold a lease. Every write is one short transaction; none spans a network call."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, bindparam, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from language.say import t
from ledger import tables
from ledger.chain import GENESIS, canonical, instant, link_hash, stamp
from ledger.engine import engine_of, give_back, insert_if_absent, migrate, only_looking
from ledger.entries import Entry, Recorded
from ledger.owners import NOBODY, is_dead, owner
from ledger.projections import project
from safety.clock import Clock

_FREE = {"until": "1970-01-01T00:00:00.000000+00:00", "owner": NOBODY, "era": "", "until_ticks": 0.0}
# Made once, because to make a statement costs more than to carry it out. The rows stay ours until the transaction ends.
_HEAD = select(tables.office_head).where(tables.office_head.c.office == bindparam("of")).with_for_update()
_LEASE = select(tables.lease).where(tables.lease.c.name == bindparam("of")).with_for_update()
_FENCE = select(tables.lease.c.fence).where(tables.lease.c.name == bindparam("of")).with_for_update()
_MOVE_HEAD = (
    update(tables.office_head)
    .where(tables.office_head.c.office == bindparam("of"))
    .values(seq=bindparam("to_seq"), hash=bindparam("to_hash"))
)
Condition = Callable[[Connection], bool]
"""Whether something is so, asked inside of a transaction."""
LedgerFailure = SQLAlchemyError
"""The book itself cannot be read or written: nothing may go on."""


class LeaseLost(Exception):
    """Someone else took over: whatever this holder was about to write is not written."""


class Overtaken(Exception):
    """What the entries were to rest on is not so any more: nothing was written."""


@dataclass
class Lease:
    """The right to act on one name. `fence` grows with every holder; `ends_ticks` is on the clock that counts sleep and
    moves on when the lease is renewed."""

    name: str
    owner: str
    fence: int
    ends_ticks: float

    def remaining(self, clock: Clock) -> float:
        """Seconds left, negative when it has run out."""
        return self.ends_ticks - clock.ticks()


class Ledger:
    """The office's book. Safe to use from several threads and processes at once."""

    def __init__(self, engine: Engine, clock: Clock, lease: Lease | None = None) -> None:
        self.engine = engine
        self._looking = only_looking(engine)
        self.clock = clock
        self._lease = lease

    @classmethod
    def open(cls, url: str, clock: Clock) -> "Ledger":
        """Open (SQLite path or PostgreSQL URL) and migrate to the newest tables."""
        engine = engine_of(url)
        migrate(engine)
        return cls(engine, clock)

    def under(self, lease: Lease) -> "Ledger":
        """The same book for who holds that lease: every entry is written only while it is still theirs (else LeaseLost)."""
        return Ledger(self.engine, self.clock, lease)

    def close(self) -> None:
        give_back(self.engine)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that only looks and takes no write lock."""
        with self._looking.connect() as connection:
            yield connection

    @contextmanager
    def moment(self) -> Iterator[Connection]:
        """A connection that only looks and sees the book as it is now, whoever writes meanwhile. On SQLite, who writes waits for
        its end."""
        if self.engine.dialect.name == "sqlite":
            with self._looking.connect() as connection:
                connection.exec_driver_sql("BEGIN")
                try:
                    yield connection
                finally:
                    connection.exec_driver_sql("ROLLBACK")
            return
        with self.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin():
            yield connection

    def append(
        self,
        office: str,
        entries: Iterable[Entry],
        *,
        holding: Lease | None = None,
        renewing: float = 0.0,
        only_new: bool = False,
        provided: Condition | None = None,
    ) -> list[Recorded]:
        """Write entries, in order, all or none. With `holding`, only while that lease is still ours (else LeaseLost). With
        `provided`, only if that is so (else Overtaken); it is asked when nobody else can enter anything before these.

        `renewing`: hold on to that lease for as many seconds from now, in the same transaction. `only_new`: leave out
        publications that the book knows by now, whatever the caller saw before: somebody else may have brought them further.
        """
        holding = holding or self._lease
        with self.engine.begin() as connection:
            if holding is not None:
                self._assert_held(connection, holding)
                if renewing:
                    self._prolong(connection, holding, renewing)
            seq, previous = self._head(connection, office)
            if provided is not None and not provided(connection):
                raise Overtaken
            recorded = []
            for entry in entries:
                if only_new and _is_known(connection, office, entry):
                    continue
                seq += 1
                record, body = self._seal(office, seq, entry)
                digest = link_hash(previous, body)
                record = Recorded(office, seq, record.at, digest, entry)
                connection.execute(insert(tables.entry), _columns(record) | {"prev_hash": previous, "body": body})
                project(connection, record)
                recorded.append(record)
                previous = digest
            connection.execute(_MOVE_HEAD, {"of": office, "to_seq": seq, "to_hash": previous})
        if holding is not None and renewing:
            holding.ends_ticks = self.clock.ticks() + renewing
        return recorded

    def acquire(self, name: str, seconds: float, *, grace: float = 0.0) -> Lease | None:
        """Take the lease `name`, or None while another holds it.

        A lease that ran out is taken only `grace` seconds later, unless its holder was a process of this machine
        that is proved dead: a dead process sends nothing more. Where the holder counted by the same clock that never
        jumps, that clock decides and not the wall's, which a person or a server may set.
        """
        ours = owner()
        with self.engine.begin() as connection:
            lease = tables.lease
            if (row := connection.execute(_LEASE, {"of": name}).one_or_none()) is None:
                insert_if_absent(connection, lease, {"name": name, "fence": 0} | _FREE)
                row = connection.execute(_LEASE, {"of": name}).one()
            if not self._ran_out(row, grace) and not is_dead(row.owner):
                return None
            fence = row.fence + 1
            values = {"owner": ours, "fence": fence} | self._ends(seconds)
            connection.execute(update(lease).where(lease.c.name == name).values(**values))
        return Lease(name, ours, fence, self.clock.ticks() + seconds)

    def renew(self, held: Lease, seconds: float) -> None:
        """Hold on for `seconds` from now. Raises LeaseLost."""
        with self.engine.begin() as connection:
            self._assert_held(connection, held)
            self._prolong(connection, held, seconds)
        held.ends_ticks = self.clock.ticks() + seconds

    def expect_held(self, held: Lease, at_least: float, seconds: float) -> None:
        """Still ours, and for `at_least` seconds from now; where less is left it is renewed for `seconds`. Raises LeaseLost.

        The book is asked first and the clock that counts sleep last: who slept in between finds the right run out.
        """
        if held.remaining(self.clock) <= at_least:
            self.renew(held, seconds)
        else:
            with self.reading() as connection:
                self._assert_held(connection, held)
        if held.remaining(self.clock) <= at_least:
            raise LeaseLost(t("hak atas {name} tinggal terlalu pendek; tidak ada yang dikirim", name=held.name))

    def release(self, held: Lease) -> None:
        """Give the lease back; the fence stays, so that the next holder's is higher."""
        lease = tables.lease
        mine = (lease.c.name == held.name, lease.c.fence == held.fence)
        with self.engine.begin() as connection:
            connection.execute(update(lease).where(*mine).values(**_FREE))

    def _ran_out(self, row: Row[Any], grace: float) -> bool:
        if row.era and row.era == self.clock.era:
            return bool(row.until_ticks + grace <= self.clock.ticks())
        return instant(row.until) + timedelta(seconds=grace) <= self.clock.now()

    def _ends(self, seconds: float) -> dict[str, Any]:
        clock = self.clock
        return {
            "until": stamp(clock.now() + timedelta(seconds=seconds)),
            "era": clock.era,
            "until_ticks": clock.ticks() + seconds,
        }

    def _prolong(self, connection: Connection, held: Lease, seconds: float) -> None:
        connection.execute(update(tables.lease).where(tables.lease.c.name == held.name).values(**self._ends(seconds)))

    def _assert_held(self, connection: Connection, held: Lease) -> None:
        fence = connection.execute(_FENCE, {"of": held.name}).scalar_one_or_none()
        if fence != held.fence or held.remaining(self.clock) <= 0:
            raise LeaseLost(t("hak atas {name} sudah beralih ke proses lain; tidak ada yang ditulis", name=held.name))

    def _head(self, connection: Connection, office: str) -> tuple[int, str]:
        if (row := connection.execute(_HEAD, {"of": office}).one_or_none()) is None:
            insert_if_absent(connection, tables.office_head, {"office": office, "seq": 0, "hash": GENESIS})
            row = connection.execute(_HEAD, {"of": office}).one()
        return row.seq, row.hash

    def _seal(self, office: str, seq: int, entry: Entry) -> tuple[Recorded, bytes]:
        at = stamp(self.clock.now())
        return Recorded(office, seq, at, "", entry), canonical(body_of(office, seq, at, entry))


def _is_known(connection: Connection, office: str, entry: Entry) -> bool:
    key = {"office": office, "package_id": entry.package_id, "revision": entry.revision, "channel": entry.channel}
    table = tables.publication_now
    same = [table.c[name] == value for name, value in key.items()]
    return connection.execute(select(table.c.office).where(*same)).first() is not None


def body_of(office: str, seq: int, at: str, entry: Entry) -> dict[str, Any]:
    """What is hashed: the whole entry and its place in the chain."""
    return {
        "office": office,
        "seq": seq,
        "at": at,
        "kind": str(entry.kind),
        "event": entry.event,
        "package_id": entry.package_id,
        "revision": entry.revision,
        "channel": entry.channel,
        "facts": entry.facts,
        "evidence": entry.evidence,
    }


def _columns(record: Recorded) -> dict[str, Any]:
    return {
        "office": record.office,
        "seq": record.seq,
        "kind": str(record.entry.kind),
        "at": record.at,
        "package_id": record.entry.package_id,
        "revision": record.entry.revision,
        "channel": record.entry.channel,
        "hash": record.hash,
    }

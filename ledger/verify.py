"""Does the book still hold? Finds a changed, deleted, swapped or cut-off entry, and a state that its entries do not give."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, create_engine, func, select

from language.say import t
from ledger import tables
from ledger.chain import GENESIS, link_hash
from ledger.entries import Entry, Kind, Recorded
from ledger.projections import PROJECTED, forget, project
from ledger.store import Ledger


@dataclass(frozen=True)
class Fault:
    """One place where the book does not hold; `seq` is the first bad entry."""

    office: str
    seq: int
    what: str


@dataclass(frozen=True)
class Checkpoint:
    """Up to here a chain was found to hold."""

    seq: int
    hash: str

    @classmethod
    def start(cls) -> "Checkpoint":
        return cls(0, GENESIS)


def verify_since(ledger: Ledger, office: str, known: Checkpoint) -> tuple[list[Fault], Checkpoint]:
    """Walk one office's chain on from a checkpoint, whose own entry must still be there; gives how far it holds."""
    with ledger.reading() as connection:
        return _walk(connection, office, known)


def verify(ledger: Ledger, office: str) -> list[Fault]:
    """Walk the whole chain of one office and compare the derived tables with what the chain gives. Changes nothing, and nobody
    who writes meanwhile is taken for a fault."""
    with ledger.moment() as connection:
        end, kept = _end(connection, office), _contents(connection, office)
    with ledger.reading() as connection:
        return _faults_up_to(connection, office, end, kept)


def faults_in(connection: Connection, office: str) -> list[Fault]:
    """The same for a connection that sees one moment."""
    return _faults_up_to(connection, office, _end(connection, office), _contents(connection, office))


def _faults_up_to(connection: Connection, office: str, end: Checkpoint, kept: Mapping[str, list[Any]]) -> list[Fault]:
    if faults := _faults(connection, office, Checkpoint.start(), end):
        return faults
    given = _given_by(connection, office, end)
    return [
        Fault(office, 0, t("tabel {name} tidak sama dengan isi buku catatan; jalankan `tayang ledger rebuild`", name=name))
        for name in kept
        if kept[name] != given[name]
    ]


def _walk(connection: Connection, office: str, known: Checkpoint) -> tuple[list[Fault], Checkpoint]:
    """As far as the chain went when this began: others write on meanwhile."""
    end = _end(connection, office)
    faults = _faults(connection, office, known, end)
    return faults, known if faults else end


def _end(connection: Connection, office: str) -> Checkpoint:
    """Where the chain ends by its head, and where there are entries beyond it: there, with the head's hash. One statement, for
    between two somebody may write."""
    entry, head = tables.entry, tables.office_head
    last = select(func.max(entry.c.seq)).where(entry.c.office == office).scalar_subquery()
    seq, digest = (select(column).where(head.c.office == office).scalar_subquery() for column in (head.c.seq, head.c.hash))
    row = connection.execute(select(seq.label("seq"), digest.label("hash"), last.label("last"))).one()
    return Checkpoint(max(row.seq or 0, row.last or 0), row.hash or GENESIS)


def _faults(connection: Connection, office: str, known: Checkpoint, end: Checkpoint) -> list[Fault]:
    table = tables.entry
    previous, expected = known.hash, known.seq
    if known.seq:
        same = select(table.c.hash).where(table.c.office == office, table.c.seq == known.seq)
        if connection.execute(same).scalar_one_or_none() != known.hash:
            return [Fault(office, known.seq, t("entri {seq} bukan lagi yang sudah diperiksa", seq=known.seq))]
    ours = select(table).where(table.c.office == office, table.c.seq > known.seq, table.c.seq <= end.seq)
    for row in connection.execute(ours.order_by(table.c.seq)):
        expected += 1
        if row.seq != expected:
            return [Fault(office, expected, t("entri {seq} hilang dari buku catatan", seq=expected))]
        if row.prev_hash != previous or link_hash(previous, row.body) != row.hash:
            return [Fault(office, row.seq, t("entri {seq} diubah, ditukar, atau sambungannya putus", seq=row.seq))]
        if not _columns_agree(row):
            return [Fault(office, row.seq, t("kolom entri {seq} tidak sama dengan isi yang disegel", seq=row.seq))]
        previous = row.hash
    if (end.seq, end.hash) != (expected, previous):
        cut = t("ekor buku catatan terpotong: kepala rantai menunjuk entri yang tidak ada")
        return [Fault(office, expected + 1, cut)]
    return []


def _columns_agree(row: Any) -> bool:
    body = json.loads(row.body)
    return all(body[name] == getattr(row, name) for name in ("office", "seq", "kind", "at", "package_id", "revision", "channel"))


def rebuild(ledger: Ledger, office: str) -> None:
    """Make the derived tables of one office again from its entries; who writes meanwhile waits."""
    with ledger.engine.begin() as connection:
        head = tables.office_head
        connection.execute(select(head).where(head.c.office == office).with_for_update()).all()
        forget(connection, office)
        for recorded in _recorded(connection, office, _end(connection, office)):
            project(connection, recorded)


def _given_by(connection: Connection, office: str, end: Checkpoint) -> dict[str, list[Any]]:
    """What the derived tables of one office must hold, made aside in memory."""
    aside = create_engine("sqlite://")
    try:
        with aside.begin() as made:
            tables.metadata.create_all(made, tables=PROJECTED)
            for recorded in _recorded(connection, office, end):
                project(made, recorded)
            return _contents(made, office)
    finally:
        aside.dispose()


def _recorded(connection: Connection, office: str, end: Checkpoint) -> Iterator[Recorded]:
    table = tables.entry
    ours = select(table).where(table.c.office == office, table.c.seq <= end.seq).order_by(table.c.seq)
    for row in connection.execute(ours).all():
        body = json.loads(row.body)
        entry = Entry(
            Kind(body["kind"]),
            body["event"],
            body["package_id"],
            body["revision"],
            body["channel"],
            body["facts"],
            body["evidence"],
        )
        yield Recorded(office, row.seq, row.at, row.hash, entry)


def _contents(connection: Connection, office: str) -> dict[str, list[Any]]:
    """The rows of the derived tables, in an order that is the same in every database."""
    return {
        table.name: sorted((tuple(row) for row in connection.execute(select(table).where(table.c.office == office))), key=repr)
        for table in PROJECTED
    }

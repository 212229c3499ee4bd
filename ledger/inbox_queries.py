"""What a look at masuk/ asks of the ledger: light answers, because many packages may wait."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Select, and_, bindparam, select

from ledger import tables
from ledger.entries import Kind, PackageKey
from ledger.store import Ledger

_AT_ONCE = 500


class Lying(NamedTuple):
    """The little that a look at masuk/ needs of a package that lies there."""

    key: PackageKey
    folder: str
    state: str


def head(ledger: Ledger, office: str) -> str:
    """The hash of the office's last entry: while it stays the same, so does every answer about its packages."""
    with ledger.reading() as connection:
        return connection.execute(_HEAD, {"office": office}).scalar_one_or_none() or ""


def folders(ledger: Ledger, office: str, states: Iterable[str]) -> Sequence[str]:
    """The folders that the packages in these states were dropped in; nothing else of them, because many may wait."""
    with ledger.reading() as connection:
        return connection.execute(_FOLDERS, {"office": office, "states": list(states)}).scalars().all()


def lying(ledger: Ledger, office: str, states: Iterable[str], dropped_in: Sequence[str]) -> list[Lying]:
    """The packages in these states that were dropped in these folders, newest first."""
    table = tables.package_now
    columns = (table.c.updated_seq, table.c.package_id, table.c.revision, table.c.folder, table.c.state)
    query = select(*columns).where(table.c.office == office, table.c.state.in_(list(states)))
    with ledger.reading() as connection:
        some = (dropped_in[at : at + _AT_ONCE] for at in range(0, len(dropped_in), _AT_ONCE))
        found = [row for names in some for row in connection.execute(query.where(table.c.folder.in_(names)))]
    newest_first = sorted(found, key=lambda row: row.updated_seq, reverse=True)
    return [Lying(PackageKey(office, row.package_id, row.revision), row.folder, row.state) for row in newest_first]


def last_evidence(ledger: Ledger, office: str, event: str, since: str) -> list[dict[str, Any]]:
    """What the entries about the queue with this event rested on since then."""
    return [entry["evidence"] for entry in last_entries(ledger, office, event, since)]


def last_entries(ledger: Ledger, office: str, event: str, since: str) -> list[dict[str, Any]]:
    """The entries about the queue with this event since then, in the order of the book."""
    table = tables.entry
    query = select(table.c.body).where(table.c.office == office, table.c.kind == Kind.QUEUE, table.c.at >= since)
    with ledger.reading() as connection:
        told = [json.loads(body) for body in connection.execute(query.order_by(table.c.seq)).scalars()]
    return [entry for entry in told if entry["event"] == event]


def begun(ledger: Ledger, office: str, unsent: Iterable[str]) -> set[PackageKey]:
    """Approved packages of which something stands in another state than these, or that begin to correct what is public: they
    are under way."""
    asked = {"office": office, "unsent": list(unsent)}
    with ledger.reading() as connection:
        return {PackageKey(*row) for rows in (_SENT, _CORRECTING) for row in connection.execute(rows, asked)}


def _sent() -> Select[Any]:
    sent, table = tables.publication_now, tables.package_now
    same = (sent.c[name] == table.c[name] for name in ("office", "package_id", "revision"))
    query = select(sent.c.office, sent.c.package_id, sent.c.revision).join(table, and_(*same)).distinct()
    unsent: BindParameter[Any] = bindparam("unsent", expanding=True)
    return query.where(sent.c.office == bindparam("office"), table.c.state == "approved", sent.c.state.not_in(unsent))


def _correcting() -> Select[Any]:
    table, mends = tables.package_now, tables.correction
    of_it = and_(
        mends.c.office == table.c.office, mends.c.package_id == table.c.package_id, mends.c.to_revision == table.c.revision
    )
    query = select(mends.c.office, mends.c.package_id, mends.c.to_revision).join(table, of_it).distinct()
    return query.where(mends.c.office == bindparam("office"), table.c.state == "approved")


# Made once: to make such a statement costs more than to carry it out, and every look asks them all.
_HEAD = select(tables.office_head.c.hash).where(tables.office_head.c.office == bindparam("office"))
_FOLDERS = select(tables.package_now.c.folder).where(
    tables.package_now.c.office == bindparam("office"), tables.package_now.c.state.in_(bindparam("states", expanding=True))
)
_SENT, _CORRECTING = _sent(), _correcting()

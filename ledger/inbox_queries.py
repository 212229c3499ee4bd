"""What a look at masuk/ asks of the ledger: light answers, because many packages may wait."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import and_, select

from ledger import tables
from ledger.entries import Kind, PackageKey
from ledger.store import Ledger


class Lying(NamedTuple):
    """The little that a look at masuk/ needs of a package that lies there."""

    key: PackageKey
    folder: str
    state: str


def lying(ledger: Ledger, office: str, states: Iterable[str]) -> list[Lying]:
    """Which folders the packages in these states were dropped in, newest first; light, because many may wait."""
    table = tables.package_now
    query = select(table.c.package_id, table.c.revision, table.c.folder, table.c.state)
    query = query.where(table.c.office == office, table.c.state.in_(list(states))).order_by(table.c.updated_seq.desc())
    with ledger.reading() as connection:
        return [
            Lying(PackageKey(office, name, revision), folder, state)
            for name, revision, folder, state in connection.execute(query)
        ]


def last_evidence(ledger: Ledger, office: str, event: str, since: str) -> list[dict[str, Any]]:
    """What the entries about the queue with this event rested on since then."""
    table = tables.entry
    query = select(table.c.body).where(table.c.office == office, table.c.kind == Kind.QUEUE, table.c.at >= since)
    with ledger.reading() as connection:
        told = [json.loads(body) for body in connection.execute(query).scalars()]
    return [entry["evidence"] for entry in told if entry["event"] == event]


def begun(ledger: Ledger, office: str, unsent: Iterable[str]) -> set[PackageKey]:
    """Approved packages of which something stands in another state than these: they are under way, or public."""
    sent, table = tables.publication_now, tables.package_now
    same = (sent.c[name] == table.c[name] for name in ("office", "package_id", "revision"))
    query = select(sent.c.office, sent.c.package_id, sent.c.revision).join(table, and_(*same)).distinct()
    query = query.where(sent.c.office == office, table.c.state == "approved", sent.c.state.not_in(list(unsent)))
    with ledger.reading() as connection:
        return {PackageKey(*row) for row in connection.execute(query)}

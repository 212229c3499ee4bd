"""What a month's recap asks of the ledger: by the month and by its packages, so that time grows with the month."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, and_, func, select

from ledger import tables
from ledger.entries import Kind
from ledger.queries import PackageRow, PublicationRow, history, of_packages, package_row, publication_row
from ledger.store import Ledger


def packages_of(ledger: Ledger, office: str, packages: Sequence[str] | None = None) -> list[PackageRow]:
    """The packages of an office, or every revision of these."""
    table = tables.package_now
    query = select(table).where(table.c.office == office)
    with ledger.reading() as connection:
        return [package_row(row) for some in of_packages(query, table, packages) for row in connection.execute(some)]


def published_between(ledger: Ledger, office: str, since: str, until: str) -> list[PublicationRow]:
    """What became public from one stamp up to another and has an address, oldest first."""
    table = tables.publication_now
    query = select(table).where(table.c.office == office, table.c.published_at >= since, table.c.published_at < until)
    query = query.where(table.c.url != "").order_by(table.c.published_at)
    with ledger.reading() as connection:
        return [publication_row(row) for row in connection.execute(query)]


def any_published_before(ledger: Ledger, office: str, until: str) -> bool:
    """Whether the office had anything public before a stamp."""
    table = tables.publication_now
    query = select(table.c.marker).where(table.c.office == office, table.c.published_at < until, table.c.url != "").limit(1)
    with ledger.reading() as connection:
        return connection.execute(query).first() is not None


def publications_of(ledger: Ledger, office: str, keys: Iterable[tuple[str, int, str]], before: str) -> list[PublicationRow]:
    """These publications, as far as they were public before a stamp."""
    wanted = set(keys)
    table = tables.publication_now
    query = select(table).where(table.c.office == office, table.c.url != "")
    with ledger.reading() as connection:
        several = of_packages(query, table, sorted({key[0] for key in wanted}))
        rows = [publication_row(row) for some in several for row in connection.execute(some)]
    # Asked here and not in the query, which would else walk along the days of the whole history.
    return [row for row in rows if row.key[1:] in wanted and row.published_at and row.published_at < before]


def readings_of(ledger: Ledger, office: str, package_id: str, revision: int, channel: str) -> list[Row[Any]]:
    """Every reading of one publication, oldest first."""
    table = tables.reading
    query = select(table).where(table.c.office == office, table.c.package_id == package_id, table.c.channel == channel)
    query = query.where(table.c.revision == revision).order_by(table.c.observed_at, table.c.seq)
    with ledger.reading() as connection:
        return list(connection.execute(query))


def all_recaps(ledger: Ledger, office: str) -> list[dict[str, Any]]:
    """What was entered of every month's recaps, oldest first."""
    return [entry["facts"] for entry in history(ledger, office, kinds=[Kind.RECAP]) if "month" in entry["facts"]]


def recap_files(ledger: Ledger, office: str, month: str, version: int) -> dict[str, str]:
    """The digests with which the files of one version were entered, by their paths in the home."""
    for entry in history(ledger, office, kinds=[Kind.RECAP]):
        if (entry["facts"].get("month"), entry["facts"].get("version")) == (month, version):
            return dict(entry["evidence"].get("files", {}))
    return {}


def stories_of(ledger: Ledger, office: str, packages: Sequence[str], kinds: Iterable[Kind]) -> dict[str, list[dict[str, Any]]]:
    """The entries of these kinds about these packages as they were sealed, oldest first, by package."""
    table = tables.entry
    # The kind as an expression and the package first in the order: else an index is chosen that walks through the whole history.
    by_kind = (table.c.kind + "").in_([str(kind) for kind in kinds])
    query = select(table.c.package_id, table.c.body).where(table.c.office == office, by_kind)
    query = query.order_by(table.c.package_id, table.c.seq)
    found: dict[str, list[dict[str, Any]]] = {}
    with ledger.reading() as connection:
        for some in of_packages(query, table, packages):
            for row in connection.execute(some):
                found.setdefault(row.package_id, []).append(json.loads(row.body))
    return found


def every_publication_of(ledger: Ledger, office: str, packages: Sequence[str]) -> list[PublicationRow]:
    """The publications of every revision of these packages, public or not."""
    table = tables.publication_now
    query = select(table).where(table.c.office == office)
    with ledger.reading() as connection:
        return [publication_row(row) for some in of_packages(query, table, packages) for row in connection.execute(some)]


def first_copies_of(ledger: Ledger, office: str, packages: Sequence[str]) -> dict[tuple[str, int, str], str]:
    """When the book first knew a copy, by (package, revision, channel)."""
    copy, entry = tables.copy, tables.entry
    key = (copy.c.package_id, copy.c.revision, copy.c.channel)
    query = select(*key, func.min(entry.c.at)).join(entry, and_(entry.c.office == copy.c.office, entry.c.seq == copy.c.seq))
    query = query.where(copy.c.office == office).group_by(*key)
    with ledger.reading() as connection:
        rows = [row for some in of_packages(query, copy, packages) for row in connection.execute(some)]
    return {(row[0], row[1], row[2]): row[3] for row in rows}


def withdrawn_at(ledger: Ledger, office: str, rows: Iterable[PublicationRow]) -> dict[tuple[str, int, str], str]:
    """Since when those of these publications are down that are, by (package, revision, channel)."""
    down = sorted({row.key.package_id for row in rows if row.state == "withdrawn"})
    stories = stories_of(ledger, office, down, [Kind.PUBLICATION]) if down else {}
    entries = [entry for story in stories.values() for entry in story if entry["facts"].get("state") == "withdrawn"]
    return {(entry["package_id"], entry["revision"], entry["channel"]): entry["at"] for entry in entries}

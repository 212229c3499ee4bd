"""What a month's recap asks of the ledger: by the month and by its packages, so that time grows with the month."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, select

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
    query = select(table).where(table.c.office == office, table.c.published_at < before, table.c.url != "")
    with ledger.reading() as connection:
        several = of_packages(query, table, sorted({key[0] for key in wanted}))
        rows = [publication_row(row) for some in several for row in connection.execute(some)]
    return [row for row in rows if row.key[1:] in wanted]


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

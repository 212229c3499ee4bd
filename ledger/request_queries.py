"""What the ledger knows of packages that were proposed and of which nothing was sealed yet."""

from sqlalchemy import and_, exists, select

from ledger import tables
from ledger.entries import Kind
from ledger.store import Ledger


def proposed(ledger: Ledger, office: str, since: str) -> list[str]:
    """The names of packages that people have signed for since then, and of which nothing was ever sealed."""
    entry, now = tables.entry, tables.package_now
    sealed = exists().where(and_(now.c.office == entry.c.office, now.c.package_id == entry.c.package_id))
    query = select(entry.c.package_id).where(entry.c.office == office, entry.c.kind == Kind.SIGN_OFF, entry.c.at >= since)
    with ledger.reading() as connection:
        return sorted(connection.execute(query.where(~sealed).distinct()).scalars())

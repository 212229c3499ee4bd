"""From an entry to the rows that people query. Called in the entry's own transaction and again by a rebuild."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, Update, bindparam, delete, insert, update

from ledger import tables
from ledger.entries import Kind, Recorded

_STATES: dict[Kind, tuple[Table, tuple[str, ...]]] = {
    Kind.PACKAGE: (tables.package_now, ("office", "package_id", "revision")),
    Kind.PUBLICATION: (tables.publication_now, ("office", "package_id", "revision", "channel")),
    Kind.WITHDRAWAL: (tables.withdrawal, ("office", "package_id", "revision", "channel")),
    Kind.CORRECTION: (tables.correction, ("office", "package_id", "revision", "channel")),
    Kind.PAUSE: (tables.pause_now, ("office",)),
    Kind.CHANNEL: (tables.channel_now, ("office", "channel")),
    Kind.OLD_LINK: (tables.old_link, ("office", "link_id")),
}
_HISTORIES: dict[Kind, Table] = {Kind.CHECK: tables.link_check, Kind.COPY: tables.copy, Kind.READING: tables.reading}
PROJECTED = (*(table for table, _ in _STATES.values()), *_HISTORIES.values())


def project(connection: Connection, recorded: Recorded) -> None:
    """Bring the derived table of this entry's kind up to date."""
    entry = recorded.entry
    subject = {
        "office": recorded.office,
        "package_id": entry.package_id,
        "revision": entry.revision,
        "channel": entry.channel,
    }
    if entry.kind in _STATES:
        table, key = _STATES[entry.kind]
        facts = entry.facts | ({"updated_seq": recorded.seq} if "updated_seq" in table.c else {})
        facts |= {"at": recorded.at} if "at" in table.c else {}
        _upsert(connection, table, {name: (subject | facts)[name] for name in key}, facts)
    elif entry.kind in _HISTORIES:
        connection.execute(insert(_HISTORIES[entry.kind]).values(**subject, seq=recorded.seq, **entry.facts))


def _upsert(connection: Connection, table: Table, key: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    values = {f"key_{name}": value for name, value in key.items()} | {f"new_{name}": value for name, value in facts.items()}
    if connection.execute(_change(table, tuple(key), tuple(facts)), values).rowcount == 0:
        connection.execute(insert(table), {**facts, **key})


@cache
def _change(table: Table, key: tuple[str, ...], facts: tuple[str, ...]) -> Update:
    """The statement is made once for each set of facts: making it costs more than carrying it out."""
    same = [table.c[name] == bindparam(f"key_{name}", type_=table.c[name].type) for name in key]
    return update(table).where(*same).values({name: bindparam(f"new_{name}") for name in facts})


def forget(connection: Connection, office: str) -> None:
    """Empty the derived tables of one office, before a rebuild."""
    for table in PROJECTED:
        connection.execute(delete(table).where(table.c.office == office))

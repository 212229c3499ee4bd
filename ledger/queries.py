"""What people and rooms ask of the ledger. Looks only."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, and_, bindparam, case, func, or_, select

from ledger import tables
from ledger.chain import instant
from ledger.entries import Kind, PackageKey, PublicationKey
from ledger.store import Ledger

TYPED = "manual"
"""The source of a reading that a person typed."""
_AT_ONCE = 500


def named(table: Table, *names: str) -> Select[Any]:
    """Rows by the values of these columns; made once, because making a statement costs more than carrying it out."""
    return select(table).where(*(table.c[name] == bindparam(name) for name in names))


_PUBLICATION = named(tables.publication_now, *PublicationKey._fields)
_CHANNEL = named(tables.channel_now, "office", "channel")
_PAUSE = named(tables.pause_now, "office")
_PACKAGE = named(tables.package_now, *PackageKey._fields)
_PUBLICATIONS = named(tables.publication_now, "office").order_by(
    *(tables.publication_now.c[name] for name in ("package_id", "revision", "channel"))
)
_REVISIONS = named(tables.package_now, "office", "package_id").order_by(tables.package_now.c.revision)


@dataclass(frozen=True)
class PackageRow:
    """A sealed package as it stands now."""

    key: PackageKey
    digest: str
    state: str
    title: str
    kind: str
    category: str
    folder: str
    publish_at: str | None
    expires_at: str | None
    approved_at: str | None
    problem: str
    unit: str = ""
    """The part of the office that holds the information, as the manuscript says."""


@dataclass(frozen=True)
class PublicationRow:
    """A publication as it stands now; instants are ledger stamps."""

    key: PublicationKey
    marker: str
    state: str
    attempt: int
    looks: int
    reveal_sent: bool
    payload_digest: str
    handles: Mapping[str, str]
    remote_id: str
    url: str
    intent_at: str | None
    unclear_at: str | None
    retry_at: str | None
    published_at: str | None
    verified_at: str | None
    grade: str
    problem: str
    writes: int
    unclear: int
    shown: int | None = None
    corrected_at: str | None = None

    @property
    def shown_key(self) -> PackageKey:
        """The package whose words the public sees here: this one's, or since a correction a later revision's."""
        return PackageKey(self.key.office, self.key.package_id, self.shown or self.key.revision)

    @property
    def in_doubt(self) -> bool:
        """Never sent by this book, but perhaps by the one that it was restored in place of."""
        return self.state == "unknown" and self.attempt == 0


@dataclass(frozen=True)
class Pause:
    """The office's pause switch (a quiet period)."""

    paused: bool
    reason: str


def packages(ledger: Ledger, office: str, states: Iterable[str] = (), *, planned_by: str = "") -> list[PackageRow]:
    """Packages of one office, newest first; all, or those in the given states, or whose time has come by a stamp.

    What has begun is not left out for its time: a clock may have been set back since.
    """
    table = tables.package_now
    query = select(table).where(table.c.office == office).order_by(table.c.updated_seq.desc())
    if wanted := list(states):
        query = query.where(table.c.state.in_(wanted))
    if planned_by:
        sent = tables.publication_now
        begun = select(sent.c.office).where(*(sent.c[name] == table.c[name] for name in PackageKey._fields))
        query = query.where(or_(table.c.publish_at.is_(None), table.c.publish_at <= planned_by, begun.exists()))
    with ledger.reading() as connection:
        return [package_row(row) for row in connection.execute(query)]


def revisions(ledger: Ledger, office: str, package_id: str) -> list[PackageRow]:
    """Every sealed revision of one package, oldest first."""
    with ledger.reading() as connection:
        return [package_row(row) for row in connection.execute(_REVISIONS, {"office": office, "package_id": package_id})]


def package(ledger: Ledger, key: PackageKey) -> PackageRow:
    """One revision of one package; KeyError if it was never sealed."""
    with ledger.reading() as connection:
        if (row := connection.execute(_PACKAGE, key._asdict()).one_or_none()) is None:
            raise KeyError(str(key))
    return package_row(row)


def publications(
    ledger: Ledger,
    office: str,
    *,
    package: PackageKey | None = None,
    states: Iterable[str] = (),
    of_approved: bool = False,
) -> list[PublicationRow]:
    """Publications of one office in the order of packages and channels; all, or those of packages that are not done yet."""
    table = tables.publication_now
    query = _PUBLICATIONS
    if package is not None:
        query = query.where(table.c.package_id == package.package_id, table.c.revision == package.revision)
    if of_approved:
        owner = tables.package_now
        same = and_(*(owner.c[name] == table.c[name] for name in PackageKey._fields))
        query = query.join(owner, same).where(owner.c.state == "approved")
    if wanted := list(states):
        query = query.where(table.c.state.in_(wanted))
    with ledger.reading() as connection:
        return [publication_row(row) for row in connection.execute(query, {"office": office})]


def publication(ledger: Ledger, key: PublicationKey) -> PublicationRow:
    """One publication; KeyError if it was never planned."""
    with ledger.reading() as connection:
        if (row := connection.execute(_PUBLICATION, key._asdict()).one_or_none()) is None:
            raise KeyError(str(key))
    return publication_row(row)


def pause(ledger: Ledger, office: str) -> Pause:
    """The pause switch as it stands."""
    with ledger.reading() as connection:
        row = connection.execute(_PAUSE, {"office": office}).one_or_none()
    return Pause(row.paused, row.reason) if row else Pause(False, "")


def unclear_in_row(ledger: Ledger, office: str, channel: str) -> tuple[int, bool, str]:
    """The channel's breaker: unclear answers in a row, whether it is paused, and why."""
    with ledger.reading() as connection:
        row = connection.execute(_CHANNEL, {"office": office, "channel": channel}).one_or_none()
    return (row.unclear_in_row, row.paused, row.reason) if row else (0, False, "")


def history(ledger: Ledger, office: str, package_id: str | None = None, kinds: Iterable[Kind] = ()) -> list[dict[str, Any]]:
    """Entries as they were sealed, oldest first: a package's whole story, or the office's."""
    table = tables.entry
    query = select(table.c.body, table.c.hash).where(table.c.office == office).order_by(table.c.seq)
    if package_id is not None:
        query = query.where(table.c.package_id == package_id)
    if wanted := [str(kind) for kind in kinds]:
        query = query.where(table.c.kind.in_(wanted))
    with ledger.reading() as connection:
        return [json.loads(row.body) | {"hash": row.hash} for row in connection.execute(query)]


def latest_readings(ledger: Ledger, office: str, until: str) -> dict[tuple[str, int, str], list[Row[Any]]]:
    """Readings up to a stamp, oldest first, by (package, revision, channel)."""
    table = tables.reading
    query = select(table).where(table.c.office == office, table.c.observed_at < until).order_by(table.c.observed_at, table.c.seq)
    found: dict[tuple[str, int, str], list[Row[Any]]] = {}
    with ledger.reading() as connection:
        for row in connection.execute(query):
            found.setdefault((row.package_id, row.revision, row.channel), []).append(row)
    return found


def latest_copies(ledger: Ledger, office: str, packages: Sequence[str] | None = None) -> dict[tuple[str, int, str], str]:
    """Path of the newest copy by (package, revision, channel); of all packages, or of these."""
    table = tables.copy
    query = select(table).where(table.c.office == office).order_by(table.c.made_at, table.c.seq)
    with ledger.reading() as connection:
        rows = [row for some in of_packages(query, table, packages) for row in connection.execute(some)]
    return {(row.package_id, row.revision, row.channel): row.path for row in rows}


@dataclass(frozen=True)
class CheckRow:
    """One dated look at a link."""

    url: str
    verdict: str
    status: int | None
    detail: str
    checked_at: str


def latest_checks(ledger: Ledger, office: str, packages: Sequence[str] | None = None) -> dict[tuple[str, int, str], CheckRow]:
    """The newest look by (package, revision, channel); of all packages, or of these."""
    table = tables.link_check
    newest = select(func.max(table.c.seq).label("seq")).where(table.c.office == office)
    newest = newest.group_by(table.c.package_id, table.c.revision, table.c.channel)
    found: dict[tuple[str, int, str], CheckRow] = {}
    with ledger.reading() as connection:
        for some in of_packages(newest, table, packages):
            query = select(table).where(table.c.office == office, table.c.seq.in_(some))
            found |= {(row.package_id, row.revision, row.channel): _check(row) for row in connection.execute(query)}
    return found


def of_packages(query: Select[Any], table: Table, packages: Sequence[str] | None) -> list[Select[Any]]:
    """The query as it is, or one for each few hundred packages: no database takes a list of any length."""
    if packages is None:
        return [query]
    return [query.where(table.c.package_id.in_(packages[at : at + _AT_ONCE])) for at in range(0, len(packages), _AT_ONCE)]


def latest_clear_checks(ledger: Ledger, office: str) -> dict[tuple[str, int, str], CheckRow]:
    """The newest look that found a link live or dead, by (package, revision, channel): what came between is no change."""
    table = tables.link_check
    newest = select(func.max(table.c.seq).label("seq")).where(table.c.office == office, table.c.verdict != "unknown")
    newest = newest.group_by(table.c.package_id, table.c.revision, table.c.channel)
    query = select(table).where(table.c.office == office, table.c.seq.in_(newest))
    with ledger.reading() as connection:
        return {(row.package_id, row.revision, row.channel): _check(row) for row in connection.execute(query)}


def readings_between(ledger: Ledger, office: str, since: str, until: str) -> dict[tuple[str, int, str], list[Row[Any]]]:
    """Readings from one stamp up to another, oldest first, by (package, revision, channel)."""
    table = tables.reading
    query = select(table).where(table.c.office == office, table.c.observed_at >= since, table.c.observed_at < until)
    first, last = instant(since) - timedelta(days=1), instant(until) + timedelta(days=1)  # the index is by the office's own day
    query = query.where(table.c.local_date >= f"{first:%Y-%m-%d}", table.c.local_date <= f"{last:%Y-%m-%d}")
    found: dict[tuple[str, int, str], list[Row[Any]]] = {}
    with ledger.reading() as connection:
        for row in connection.execute(query.order_by(table.c.observed_at, table.c.seq)):
            found.setdefault((row.package_id, row.revision, row.channel), []).append(row)
    return found


def newest_known_readings(ledger: Ledger, office: str, confidence: float = 0.0) -> dict[tuple[str, int, str], Row[Any]]:
    """The newest reading with a value, at least this sure, by (package, revision, channel)."""
    return _known_readings(ledger, office, func.max(tables.reading.c.seq), confidence)


def newest_counts(ledger: Ledger, office: str) -> dict[tuple[str, int, str], Row[Any]]:
    """The newest reading with a value that something counted, by (package, revision, channel); what a person typed only where
    nothing ever did."""
    table = tables.reading
    counted = case((table.c.source != TYPED, table.c.seq))
    return _known_readings(ledger, office, func.coalesce(func.max(counted), func.max(table.c.seq)))


def _known_readings(
    ledger: Ledger, office: str, chosen: ColumnElement[int], confidence: float = 0.0
) -> dict[tuple[str, int, str], Row[Any]]:
    table = tables.reading
    known = (table.c.office == office, table.c.value.is_not(None), table.c.confidence >= confidence)
    newest = select(chosen).where(*known).group_by(table.c.package_id, table.c.revision, table.c.channel)
    query = select(table).where(table.c.office == office, table.c.seq.in_(newest))
    with ledger.reading() as connection:
        return {(row.package_id, row.revision, row.channel): row for row in connection.execute(query)}


def recaps(ledger: Ledger, office: str, month: str) -> list[dict[str, Any]]:
    """What was entered of one month's recaps (`2026-10`), oldest first."""
    return [entry["facts"] for entry in history(ledger, office, kinds=[Kind.RECAP]) if entry["facts"].get("month") == month]


@dataclass(frozen=True)
class Restore:
    """The book came back from a backup of `backup_at`. `reconciled`: everything that may have gone out since was looked for."""

    seq: int
    backup_at: str
    restored_at: str
    reconciled: bool


def restores(ledger: Ledger, office: str) -> list[Restore]:
    """Every time that the office's book came back from a backup, oldest first."""
    entries = history(ledger, office, kinds=[Kind.RESTORE])
    done = max((entry["seq"] for entry in entries if entry["event"] == "reconciled"), default=0)
    return [
        Restore(entry["seq"], entry["facts"]["backup_at"], entry["at"], entry["seq"] < done)
        for entry in entries
        if entry["event"] == "restored"
    ]


def newest(ledger: Ledger, office: str, kind: Kind) -> dict[str, Any] | None:
    """The office's newest entry of a kind, as it was sealed."""
    table = tables.entry
    query = select(table.c.body).where(table.c.office == office, table.c.kind == str(kind)).order_by(table.c.seq.desc()).limit(1)
    with ledger.reading() as connection:
        body = connection.scalar(query)
    found: dict[str, Any] | None = json.loads(body) if body else None
    return found


def last_backup(ledger: Ledger, office: str) -> str | None:
    """When the newest known backup of the office's book was made: one made here, or the one that it came back from."""
    entries = history(ledger, office, kinds=[Kind.BACKUP, Kind.RESTORE])
    return max((entry["facts"]["backup_at"] for entry in entries if "backup_at" in entry["facts"]), default=None)


def _check(row: Row[Any]) -> CheckRow:
    return CheckRow(row.url, row.verdict, row.status, row.detail, row.checked_at)


def package_row(row: Row[Any]) -> PackageRow:
    return PackageRow(
        PackageKey(row.office, row.package_id, row.revision),
        row.digest, row.state, row.title, row.kind, row.category, row.folder,
        row.publish_at, row.expires_at, row.approved_at, row.problem, row.unit,
    )  # fmt: skip


def publication_row(row: Row[Any]) -> PublicationRow:
    return PublicationRow(
        PublicationKey(row.office, row.package_id, row.revision, row.channel),
        row.marker, row.state, row.attempt, row.looks, row.reveal_sent, row.payload_digest, json.loads(row.handles),
        row.remote_id, row.url, row.intent_at, row.unclear_at, row.retry_at, row.published_at, row.verified_at,
        row.grade, row.problem, row.writes, row.unclear, row.shown, row.corrected_at,
    )  # fmt: skip

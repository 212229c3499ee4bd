"""What the rounds over links ask of the ledger. Looks only."""

import json
from dataclasses import dataclass

from sqlalchemy import and_, select

from ledger import queries, tables
from ledger.chain import instant
from ledger.entries import Kind, PublicationKey
from ledger.store import Ledger
from links.life import Seen
from links.problems import Verdict

LinkKey = tuple[str, int, str]


def looks(ledger: Ledger, office: str) -> dict[LinkKey, list[Seen]]:
    """Every look at every link, oldest first, by (package, revision, channel): what each look saw, not what was made of it."""
    table = tables.link_check
    query = select(table).where(table.c.office == office).order_by(table.c.seq)
    found: dict[LinkKey, list[Seen]] = {}
    with ledger.reading() as connection:
        for row in connection.execute(query):
            codes = tuple((row.codes or "").split())
            seen = Seen(instant(row.checked_at), Verdict(row.saw or row.verdict), codes)
            found.setdefault((row.package_id, row.revision, row.channel), []).append(seen)
    return found


def was_marked(ledger: Ledger, key: PublicationKey, url: str) -> bool:
    """Whether the proof of this publication, or a look since, saw our mark at this address: not every site shows it."""
    look, entry = tables.link_check, tables.entry
    of_this = [look.c[name] == value for name, value in key._asdict().items()]
    same = and_(entry.c.office == look.c.office, entry.c.seq == look.c.seq)
    query = select(entry.c.body).join(look, same).where(*of_this, look.c.url == url).order_by(look.c.seq.desc())
    with ledger.reading() as connection:
        return any(json.loads(body)["evidence"].get("marker_found") for body in connection.execute(query).scalars())


def open_alarms(ledger: Ledger, office: str) -> dict[LinkKey, dict[str, str]]:
    """The facts of every alarm that was raised and not settled since, by (package, revision, channel)."""
    found: dict[LinkKey, dict[str, str]] = {}
    for entry in queries.history(ledger, office, kinds=[Kind.ALARM]):
        if entry["package_id"] is None:  # of an account, not of a link
            continue
        key = (entry["package_id"], entry["revision"], entry["channel"])
        if entry["event"] == "raised":
            found[key] = entry["facts"]
        else:
            found.pop(key, None)
    return found


@dataclass(frozen=True)
class CopyRow:
    """One kept copy."""

    package_id: str
    revision: int
    channel: str
    path: str
    manifest_sha256: str
    missing: int
    made_at: str


def copies(ledger: Ledger, office: str, package_id: str = "") -> list[CopyRow]:
    """Every copy of the office, or of one package, oldest first."""
    table = tables.copy
    query = select(table).where(table.c.office == office).order_by(table.c.seq)
    if package_id:
        query = query.where(table.c.package_id == package_id)
    with ledger.reading() as connection:
        return [
            CopyRow(row.package_id, row.revision, row.channel, row.path, row.manifest_sha256, row.missing, row.made_at)
            for row in connection.execute(query)
        ]


@dataclass(frozen=True)
class Addition:
    """What was added to a copy later, or one try that added nothing: `name` and `sha256` of its list are empty then."""

    path: str
    what: str
    name: str
    sha256: str
    at: str
    trouble: str


def additions(ledger: Ledger, office: str) -> dict[str, list[Addition]]:
    """Every addition of the office and every try, oldest first, by the place of the copy."""
    found: dict[str, list[Addition]] = {}
    for entry in queries.history(ledger, office, kinds=[Kind.ADDITION]):
        facts = entry["facts"]
        one = Addition(facts["path"], facts["what"], facts["name"], facts["sha256"], facts["at"], facts["trouble"])
        found.setdefault(one.path, []).append(one)
    return found


def lists_by_copy(ledger: Ledger, office: str) -> dict[str, dict[str, str]]:
    """The digests of the lists of additions by their names, by the place of the copy."""
    return {path: {one.name: one.sha256 for one in every if one.name} for path, every in additions(ledger, office).items()}


def snapshots(ledger: Ledger, office: str) -> dict[LinkKey, str]:
    """The address of the newest snapshot that the Wayback Machine's index named, by (package, revision, channel)."""
    return {
        (entry["package_id"], entry["revision"], entry["channel"]): entry["facts"]["snapshot"]
        for entry in queries.history(ledger, office, kinds=[Kind.WAYBACK])
        if entry["event"] == "confirmed"
    }

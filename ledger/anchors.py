"""The daily root: one signed sentence a day over where every office's chain ends, and over the root before it."""

import base64
import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from ledger import queries, tables
from ledger.chain import canonical, stamp
from ledger.entries import Entry, Kind
from ledger.store import Ledger
from links.timestamps import TimeStamp
from safety.home_key import HomeKey

GENESIS = ""
_QUIET = (str(Kind.ANCHOR),)


@dataclass(frozen=True)
class Anchor:
    """One day's root as the book keeps it."""

    day: str
    root: str
    heads: Mapping[str, Mapping[str, Any]]
    previous: str
    made_at: str
    public: str
    signature: str
    nonce: str
    token: bytes
    stamped_at: str | None
    sent_to: str
    trouble: str

    @property
    def statement(self) -> bytes:
        """The sentence that is signed and stamped."""
        return statement(self.day, self.root, self.previous, self.made_at)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.statement).hexdigest()


def statement(day: str, root: str, previous: str, made_at: str) -> bytes:
    """The canonical bytes of one day's sentence."""
    return canonical({"akar": root, "hari": day, "sebelumnya": previous, "dibuat": made_at, "versi": 1})


def merkle_root(heads: Mapping[str, Mapping[str, Any]]) -> str:
    """The root over the ends of the offices' chains, in the order of their names, as RFC 6962 builds it."""
    leaves = [canonical({"kantor": office, "nomor": head["seq"], "hash": head["hash"]}) for office, head in sorted(heads.items())]
    return _tree([hashlib.sha256(b"\x00" + leaf).digest() for leaf in leaves]).hex()


def _tree(hashes: list[bytes]) -> bytes:
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    half = 1 << ((len(hashes) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + _tree(hashes[:half]) + _tree(hashes[half:])).digest()


def enter_key(ledger: Ledger, office: str, key: HomeKey) -> None:
    """The chain names the key before anything signed by it counts; once."""
    if key.fingerprint not in known_keys(ledger, office):
        facts = {"fingerprint": key.fingerprint, "public_key": key.public}
        ledger.append(office, [Entry(Kind.ANCHOR, "key", facts=facts)])


def known_keys(ledger: Ledger, office: str) -> set[str]:
    """The fingerprints of the keys that this home has signed with, as the office's chain names them."""
    entries = queries.history(ledger, office, kinds=[Kind.ANCHOR])
    return {entry["facts"]["fingerprint"] for entry in entries if entry["event"] == "key"}


def anchors(ledger: Ledger) -> list[Anchor]:
    """Every root, oldest first."""
    table = tables.anchor
    with ledger.reading() as connection:
        return [_anchor(row) for row in connection.execute(select(table).order_by(table.c.day))]


def _anchor(row: Row[Any]) -> Anchor:
    said = json.loads(row.signature)
    return Anchor(
        row.day, row.root, json.loads(row.heads), row.previous, row.made_at, str(said["key"]), str(said["value"]), row.nonce,
        base64.b64decode(row.token), row.stamped_at, row.sent_to, row.trouble,
    )  # fmt: skip


def anchor_day(ledger: Ledger, key: HomeKey) -> Anchor | None:
    """Make today's root, if anything happened since the last one and today has none yet; None otherwise."""
    now = ledger.clock.now()
    day, known = f"{now:%Y-%m-%d}", anchors(ledger)
    last = known[-1] if known else None
    if (last and last.day >= day) or not unanchored(ledger, last):
        return None
    heads = _heads(ledger)
    for office in heads:
        enter_key(ledger, office, key)
    heads = _heads(ledger)
    root, previous, made_at = merkle_root(heads), last.digest if last else GENESIS, stamp(now)
    said = {"key": key.public, "value": key.sign(statement(day, root, previous, made_at))}
    values = {"day": day, "root": root, "heads": json.dumps(heads, sort_keys=True), "previous": previous, "made_at": made_at}
    try:
        with ledger.engine.begin() as connection:
            connection.execute(insert(tables.anchor).values(**values, signature=json.dumps(said, sort_keys=True)))
    except IntegrityError:  # the round of another office of this home was first
        return None
    made = anchors(ledger)[-1]
    for office in heads:
        facts = {"day": day, "digest": made.digest}
        ledger.append(office, [Entry(Kind.ANCHOR, "anchored", facts=facts)])
    return made


def unanchored(ledger: Ledger, last: Anchor | None) -> int:
    """How many entries no root covers yet; entries about roots themselves do not count."""
    table, count = tables.entry, 0
    with ledger.reading() as connection:
        for office, head in _heads(ledger).items():
            since = int(last.heads.get(office, {"seq": 0})["seq"]) if last else 0
            if int(head["seq"]) > since:
                asked = select(func.count()).where(table.c.office == office, table.c.seq > since, table.c.kind.not_in(_QUIET))
                count += int(connection.execute(asked).scalar_one())
    return count


def _heads(ledger: Ledger) -> dict[str, dict[str, Any]]:
    with ledger.reading() as connection:
        rows = connection.execute(select(tables.office_head).order_by(tables.office_head.c.office)).all()
    return {row.office: {"seq": row.seq, "hash": row.hash} for row in rows}


def unstamped(ledger: Ledger, since: str) -> list[Anchor]:
    """The roots from this day on that have no time stamp yet, oldest first."""
    return [anchor for anchor in anchors(ledger) if not anchor.token and anchor.day >= since]


def keep_stamp(ledger: Ledger, anchor: Anchor, got: TimeStamp, url: str, offices: Collection[str]) -> bool:
    """Keep the stamp beside its root and name it in the chains; False if another process was first."""
    table = tables.anchor
    values = {
        "token": base64.b64encode(got.token).decode(),
        "nonce": str(got.nonce),
        "stamped_at": stamp(got.at),
        "sent_to": url,
        "trouble": "",
    }
    with ledger.engine.begin() as connection:
        first = connection.execute(update(table).where(table.c.day == anchor.day, table.c.token == "").values(**values)).rowcount
    if first:
        facts = {"day": anchor.day, "token_sha256": hashlib.sha256(got.token).hexdigest(), "stamped_at": stamp(got.at), "by": url}
        for office in sorted({*offices} & {*anchor.heads}):
            ledger.append(office, [Entry(Kind.ANCHOR, "stamped", facts=facts)])
    return bool(first)


def keep_trouble(ledger: Ledger, anchor: Anchor, trouble: str) -> None:
    """Why this root has no stamp yet."""
    table = tables.anchor
    with ledger.engine.begin() as connection:
        connection.execute(update(table).where(table.c.day == anchor.day, table.c.token == "").values(trouble=trouble[:300]))

"""Do the daily roots still hold? Finds a book that was written anew whole, a root that is gone, a stamp that is not ours."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from language.say import later, t
from ledger import anchors, queries, tables
from ledger.anchors import GENESIS, Anchor
from ledger.entries import Kind
from ledger.store import Ledger
from links.timestamps import NotProved, judge
from safety.home_key import fingerprint_of, signed


@dataclass(frozen=True)
class AnchorReport:
    """What the roots say of one office's chain. `covered`: up to which entry it is anchored, `stamped` up to which it is proved
    by a server outside."""

    days: int
    last_day: str
    covered: int
    unanchored: int
    stamps: int
    stamped: int
    stamped_at: str
    faults: tuple[str, ...]
    notes: tuple[str, ...]


def check_anchors(ledger: Ledger, office: str, roots: bytes | None) -> AnchorReport:
    """Judge every root and stamp offline; `roots`: the pinned certificates, None where the home names none. Changes nothing."""
    every, history = anchors.anchors(ledger), queries.history(ledger, office, kinds=[Kind.ANCHOR])
    keys = {entry["facts"]["fingerprint"] for entry in history if entry["event"] == "key"}
    ours = [anchor for anchor in every if office in anchor.heads]
    faults = [*_chain_faults(every), *_entry_faults(history, every)]
    for anchor in ours:
        faults += _root_faults(ledger, office, anchor, keys)
    proved: list[Anchor] = []
    notes: list[str] = []
    for anchor in ours:
        if anchor.token and roots is None:
            notes.append(t("tanda waktu {day} ada tetapi tidak dapat diperiksa: isi timestamp_ca di [archive]", day=anchor.day))
        elif anchor.token:
            why = _stamp_fault(anchor, roots or b"")
            faults += [t("tanda waktu akar {day}: {why}", day=anchor.day, why=why)] if why else []
            proved += [] if why else [anchor]
        elif anchor.trouble:
            notes.append(t("akar {day} belum bertanda waktu: {why}", day=anchor.day, why=anchor.trouble))
    last = ours[-1] if ours else None
    return AnchorReport(
        days=len(ours),
        last_day=last.day if last else "",
        covered=int(last.heads[office]["seq"]) if last else 0,
        unanchored=anchors.unanchored(ledger, last),
        stamps=len(proved),
        stamped=int(proved[-1].heads[office]["seq"]) if proved else 0,
        stamped_at=(proved[-1].stamped_at or "") if proved else "",
        faults=tuple(dict.fromkeys(faults)),
        notes=tuple(notes),
    )


def _chain_faults(every: list[Anchor]) -> Iterator[str]:
    previous = GENESIS
    for anchor in every:
        if anchor.previous != previous:
            yield t("akar {day} tidak menyambung akar sebelumnya: ada akar yang dihapus atau diganti", day=anchor.day)
        previous = anchor.digest


def _entry_faults(history: list[dict[str, object]], every: list[Anchor]) -> Iterator[str]:
    """What the chain says of roots and stamps must be there as it says."""
    by_day = {anchor.day: anchor for anchor in every}
    for entry in history:
        facts: dict[str, str] = entry["facts"]  # type: ignore[assignment]
        anchor = by_day.get(facts.get("day", ""))
        if entry["event"] == "anchored" and (anchor is None or anchor.digest != facts["digest"]):
            yield t("akar {day} tidak ada lagi atau bukan yang dicatat", day=facts["day"])
        if entry["event"] == "stamped":
            kept = hashlib.sha256(anchor.token).hexdigest() if anchor else ""
            if kept != facts["token_sha256"]:
                yield t("tanda waktu akar {day} tidak ada lagi atau bukan yang dicatat", day=facts["day"])


def _root_faults(ledger: Ledger, office: str, anchor: Anchor, keys: set[str]) -> Iterator[str]:
    if anchors.merkle_root(anchor.heads) != anchor.root:
        yield t("akar {day} tidak sesuai dengan kepala rantai yang dicatatnya", day=anchor.day)
    if not signed(anchor.public, anchor.signature, anchor.statement):
        yield t("tanda tangan akar {day} tidak cocok", day=anchor.day)
    elif fingerprint_of(anchor.public) not in keys:
        yield t("akar {day} ditandatangani kunci yang tidak dikenal buku catatan", day=anchor.day)
    table, head = tables.entry, anchor.heads[office]
    with ledger.reading() as connection:
        asked = select(table.c.hash).where(table.c.office == office, table.c.seq == head["seq"])
        found = connection.execute(asked).scalar_one_or_none()
    if found != head["hash"]:
        rewritten = later("entri {seq} bukan lagi yang dijangkar pada {day}: buku catatan ditulis ulang")
        yield t(rewritten, seq=head["seq"], day=anchor.day)


def _stamp_fault(anchor: Anchor, roots: bytes) -> str:
    try:
        judge(anchor.token, anchor.statement, int(anchor.nonce), roots)
    except (NotProved, ValueError) as error:
        return str(error)
    return ""

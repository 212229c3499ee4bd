"""Gathers the board from the ledger and the queue folder, and writes papan.html beside masuk/."""

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from content_queue.listing import REASON
from flows.recap_data import channel_label
from flows.wiring import Workroom
from ledger import queries
from ledger.chain import instant
from ledger.queries import CheckRow, PackageRow, PublicationRow
from publishing import approval
from publishing.desk import APPROVED, AWAITING, CANCELLED, DONE, LATE, REPLACED, recall
from readership.page import DOUBTFUL
from reports.board import Action, Board, ChannelLine, HeldCard, PackageCard, render_board
from reports.labels import GRADES, PACKAGES, PUBLICATIONS, VERDICTS, label
from reports.words import long_date, number
from safety.files import write_durably

NAME = "papan.html"
_REASON_BYTES = 20_000
_BAD = ("needs_human", "rejected", "dead")
_OFF = ("withdrawn", "expired")


def write_board(room: Workroom) -> Path:
    """Write the board of the room's office; the path of the page."""
    place = room.settings.queue_root(room.office.slug) / NAME
    write_durably(place, render_board(gather(room)).encode("utf-8"))
    return place


def gather(room: Workroom) -> Board:
    """The office as its ledger and its folders say it stands."""
    office, ledger = room.office, room.ledger
    pause = queries.pause(ledger, office.slug)
    desk = room.desk
    packages = queries.packages(ledger, office.slug)
    waiting = {row.folder for row in packages if row.state in (AWAITING, APPROVED, LATE)}
    facts = _Facts(room)
    return Board(
        office_name=office.name,
        letterhead=office.letterhead,
        made_at=facts.when(room.clock.now()),
        last_sweep=_last_sweep(room, facts),
        practice=room.settings.practice.enabled,
        paused=(pause.reason or "tanpa alasan tercatat") if pause.paused else "",
        arriving=tuple(name for name in _names(desk.queue.inbox) if name not in waiting),
        held=tuple(_held(desk.queue.held, room.settings.queue_root(office.slug))),
        packages=tuple(facts.card(row) for row in packages if row.state != REPLACED),
    )


class _Facts:
    """What is known of every publication, read once."""

    def __init__(self, room: Workroom) -> None:
        self.room = room
        slug = room.office.slug
        self.checks = queries.latest_checks(room.ledger, slug)
        self.readings = queries.newest_known_readings(room.ledger, slug, DOUBTFUL)
        self.publications: dict[tuple[str, int], list[PublicationRow]] = {}
        for row in queries.publications(room.ledger, slug):
            self.publications.setdefault((row.key.package_id, row.key.revision), []).append(row)

    def when(self, at: datetime) -> str:
        local = at.astimezone(self.room.office.zone)
        return f"{long_date(local)} pukul {local:%H.%M} {self.room.office.time_zone}"

    def card(self, row: PackageRow) -> PackageCard:
        publications = self.publications.get((row.key.package_id, row.key.revision), [])
        lines = tuple(self.line(publication) for publication in publications)
        actions = tuple(self.actions(row, publications))
        tones = [line.tone for line in lines]
        tone = "bad" if "bad" in tones or row.state == LATE else "wait" if actions or row.state == APPROVED else "good"
        if row.state == CANCELLED:
            tone = "off"
        note = row.problem
        if row.state == APPROVED and row.publish_at and not publications:
            note = f"Dijadwalkan tayang {self.when(instant(row.publish_at))}."
        state = label(PACKAGES, row.state)
        if row.state == DONE and "bad" in tones:
            state = "Perlu diperbaiki"
        return PackageCard(row.key.package_id, row.title, row.key.revision, state, tone, lines, actions, note)

    def line(self, row: PublicationRow) -> ChannelLine:
        check = self.checks.get(row.key[1:])
        dead = check is not None and check.verdict == "dead" and row.state not in _OFF
        state = "tautan mati" if dead else label(PUBLICATIONS, row.state)
        return ChannelLine(
            channel=channel_label(self.room.office, row.key.channel),
            state=state,
            tone=_tone(row, dead),
            url=row.url,
            grade=label(GRADES, row.grade),
            checked=self.checked(check),
            readers=self.readers(row),
            note=row.problem or (check.detail if check and check.verdict != "live" else ""),
        )

    def checked(self, check: CheckRow | None) -> str:
        return f"{label(VERDICTS, check.verdict)}, {self.when(instant(check.checked_at))}" if check else ""

    def readers(self, row: PublicationRow) -> str:
        known = self.readings.get(row.key[1:])
        return number(known.value) if known else ""

    def actions(self, row: PackageRow, publications: Sequence[PublicationRow]) -> Iterator[Action]:
        if row.state == AWAITING:
            yield from self.to_sign(row)
        elif row.state == LATE:
            yield Action("Putuskan: buat revisi dengan waktu tayang baru di masuk/, atau keluarkan map paket dari masuk/.")
        for publication in publications:
            channel = channel_label(self.room.office, publication.key.channel)
            check = self.checks.get(publication.key[1:])
            if publication.state == "needs_human":
                yield Action(
                    f"{channel}: lihat sendiri apakah kiriman sudah tampak, lalu catat jawabannya. {publication.problem}"
                )
            elif publication.state in ("rejected", "dead"):
                yield Action(f"{channel}: perbaiki isi paket sesuai catatan, lalu taruh lagi di masuk/ sebagai revisi baru.")
            elif check is not None and check.verdict == "dead" and publication.state not in _OFF:
                yield Action(
                    f"{channel}: buka tautannya, pulihkan halaman di situs, lalu periksa lagi dengan", "tayang check-links"
                )

    def to_sign(self, row: PackageRow) -> Iterator[Action]:
        desk = self.room.desk
        _, verdict = approval.verdict(desk, row, self.room.clock.now())
        for problem in verdict.problems:
            yield Action(problem.text())
        steps = {step.nr: step.activity for step in desk.required}
        for step in verdict.missing:
            signers = desk.may_sign(step)
            text = f"Langkah {step} ({steps.get(step, 'SOP')}) menunggu tanda tangan salah satu dari: {', '.join(signers)}."
            yield Action(text, self.command(row, step, signers[0] if len(signers) == 1 else "ID"))

    def command(self, row: PackageRow, step: int, person: str) -> str:
        many = len(self.room.settings.offices) > 1
        office = f" --office {self.room.office.slug}" if many else ""
        return f"tayang approve {_quoted(row.key.package_id)} --by {person} --step {step}{office}"


def _tone(row: PublicationRow, dead: bool) -> str:
    if dead or row.state in _BAD:
        return "bad"
    if row.state in _OFF:
        return "off"
    return "good" if row.state == "verified" else "wait"


def _quoted(name: str) -> str:
    return name if all(char.isalnum() or char in "-_." for char in name) else '"' + name.replace('"', '\\"') + '"'


def _last_sweep(room: Workroom, facts: _Facts) -> str:
    """A sweep leaves its notes of masuk/ in the store each time."""
    notes = room.desk.store / f".pindai-{room.office.slug}.json"
    looked = [seen.looked for seen in recall(room.desk).values()]
    try:
        written = datetime.fromtimestamp(notes.stat().st_mtime, room.office.zone)
    except OSError:
        return ""
    return facts.when(max([*looked, written]))


def _names(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if not entry.name.startswith((".", "~$")))
    except OSError:
        return []


def _held(folder: Path, root: Path) -> Iterator[HeldCard]:
    """What lies in ditahan/: folders with their reason inside, loose files with it beside."""
    for name in _names(folder):
        if name.endswith(f".{REASON}"):
            continue
        path = folder / name
        reason = path / REASON if path.is_dir() and not path.is_symlink() else path.with_name(f"{name}.{REASON}")
        yield HeldCard(name, str(path.relative_to(root)), _reasons(reason))


def _reasons(path: Path) -> tuple[str, ...]:
    """The numbered lines of ALASAN.txt, without their numbers."""
    try:
        with path.open("rb") as file:
            text = file.read(_REASON_BYTES).decode("utf-8-sig", "replace")
    except OSError:
        return ()
    lines = [line.strip().partition(". ") for line in text.splitlines()]
    return tuple(rest for number_, dot, rest in lines if dot and number_.isdigit())

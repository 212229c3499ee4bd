"""What an office's people should hear of without looking: everything on the board that asks something of somebody."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from flows import last_round, sop_reminder
from flows.board import gather
from flows.recap_data import channel_label
from flows.sop_now import SopNow, Waiting, told
from flows.spoken import in_every_language
from flows.wiring import Workroom
from language.say import later, t
from ledger import month_queries, queries
from ledger.chain import instant, stamp
from ledger.entries import Kind, PackageKey
from publishing.states import State
from reports.board import Board, PackageCard
from reports.words import month_name

RECAP_NEWS = timedelta(days=3)
_TOLD_ELSEWHERE = (sop_reminder.CHORE, later("kanal"))
PROOF_PATIENCE = timedelta(days=7)
"""How long after its publication something may be proved and still be listed on the day of its proof."""


@dataclass(frozen=True)
class News:
    """One thing that is so until it is seen to. `key` stays the same as long as it is the same thing; what is known by its words
    alone is told once more after the home has changed its language. `about` is the package or the channel, `text` what is to be
    done."""

    key: str
    about: str
    text: str

    def told(self, *, named: bool) -> str:
        """One line of a message."""
        return f"{self.about}: {self.text}" if named and self.about else self.text


def news(room: Workroom) -> list[News]:
    """Everything that asks something of somebody now, the gravest first."""
    board = gather(room)
    waiting = SopNow(room.settings, room.office, room.ledger, room.desk, room.clock.now()).everybody()
    gravest = [*_standstill(board), *_held(board), *_not_held(board), *_late(room, waiting)]
    return [*gravest, *_to_do(board, waiting), *_round(room), *_recap(room)]


def went_out(room: Workroom, since: datetime, until: datetime) -> list[str]:
    """What was proved to be public between two moments, a line each with its link."""
    earlier = stamp(since - PROOF_PATIENCE)
    rows = month_queries.published_between(room.ledger, room.office.slug, earlier, stamp(until))
    proved = [
        row for row in rows if row.state == State.VERIFIED and row.verified_at and stamp(since) <= row.verified_at < stamp(until)
    ]
    packages = month_queries.packages_of(room.ledger, room.office.slug, sorted({row.key.package_id for row in proved}))
    titles = {package.key: package.title for package in packages}
    return [f"{titles[PackageKey(*row.key[:3])]} – {channel_label(room.office, row.key.channel)}: {row.url}" for row in proved]


def _standstill(board: Board) -> Iterator[News]:
    if board.paused:
        yield News("jeda", "", t("Semua penayangan dijeda: {why}.", why=board.paused))
    for trouble in board.troubles:
        yield News(f"kanal:{_short(trouble.text)}", "", f"{trouble.text} {trouble.command}".strip())


def _held(board: Board) -> Iterator[News]:
    for card in board.held:
        text = t("ditahan, belum tayang. {reason}", reason=card.first_reason)
        yield News(f"ditahan:{card.name}:{_short(*card.reasons)}", card.name, text)


def _not_held(board: Board) -> Iterator[News]:
    for card in board.stuck:
        yield News(f"macet:{card.name}:{_short(*card.reasons)}", card.name, t("belum tayang, {why}", why=card.note))


def _late(room: Workroom, waiting: list[Waiting]) -> Iterator[News]:
    for one in waiting:
        if one.late and not one.postponed:
            values = {"step": one.step, "activity": one.activity, "since": told(one, room.office)}
            if one.who:
                said = later("TERLAMBAT, langkah {step} ({activity}) ditunggu oleh {who} {since}.")
            else:
                said = later("TERLAMBAT, langkah {step} ({activity}) ditunggu {since}.")
            text = t(said, **values, who=", ".join(one.who))
            yield News(f"terlambat:{one.package}#{one.revision}:{one.step}", one.package, text)


def _to_do(board: Board, waiting: list[Waiting]) -> Iterator[News]:
    steps = {one.package: one.step for one in waiting}
    late = {one.package for one in waiting if one.late and not one.postponed}
    for card in board.to_do:
        if card.name in late and any(action.step == steps[card.name] for action in card.actions):
            continue  # told as late already
        yield News(f"paket:{card.name}#{card.revision}:{card.own}:{steps.get(card.name, 0)}", _named(card), _asked(card))


def _round(room: Workroom) -> Iterator[News]:
    """What the nightly round found, but for what is told here in its own words."""
    elsewhere = frozenset().union(*(in_every_language(chore) for chore in _TOLD_ELSEWHERE))
    for note in last_round.kept(room):
        if note.chore not in elsewhere:
            yield News(f"rawat:{note.chore}:{_short(note.text)}", note.chore, f"{note.text}.")


def _recap(room: Workroom) -> Iterator[News]:
    made = queries.newest(room.ledger, room.office.slug, Kind.RECAP)
    if made and "month" in made["facts"] and room.clock.now() - instant(made["at"]) < RECAP_NEWS:
        year, month = map(int, made["facts"]["month"].split("-"))
        named = f"{month_name(month)} {year}"
        text = t("Rekapitulasi {month} sudah jadi dan menunggu tanda tangan.", month=named)
        yield News(f"rekap:{year}-{month:02d}", "", text)


def _named(card: PackageCard) -> str:
    return card.title or card.name


def _asked(card: PackageCard) -> str:
    asked = next((action for action in card.actions if action.step), card.actions[0])
    return f"{card.state}. {asked.text.replace('`', '')}"


def _short(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]

"""What a package has gone through, and how it stands now: gathered for one who asks why."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from config.office import Office
from content_queue.evidence import kept
from content_queue.problems import printable
from flows.board import gather
from flows.recap_data import channel_label
from flows.sop import procedure_of
from flows.wiring import Workroom
from language.say import t
from ledger import queries
from ledger.chain import instant
from ledger.entries import Kind
from reports.board import Action, Board, HeldCard, PackageCard
from reports.story import Entry, Named, Told, story
from reports.words import moment


@dataclass(frozen=True)
class Story:
    """One package's past and present. `cards`: its revisions on the board; `held`: where it lies in ditahan/ now."""

    name: str
    told: tuple[Told, ...]
    cards: tuple[PackageCard, ...]
    held: tuple[HeldCard, ...]
    stopped: tuple[Action, ...]
    """What stands still in the whole office, and what makes it go on."""


class NoSuchPackage(Exception):
    """Neither the ledger nor the queue folder knows the name; the text says which it may be."""


def story_of(room: Workroom, name: str, *, technical: bool = False) -> Story:
    """The story of the package of this name, oldest first. Raises NoSuchPackage."""
    board = gather(room)
    name = printable(name)  # as the board and the ledger have it
    entries = list(_entries(room, name))
    cards = tuple(card for card in board.packages if card.name == name)
    held = tuple(card for card in board.held if card.name == name)
    if not (entries or cards or held or any(card.name == name for card in board.arriving)):
        raise NoSuchPackage(_who_is_meant(room, board, name))
    told = tuple(story(entries, named_by(room), technical=technical))
    return Story(name, told, cards, held, board.troubles if cards else ())


def named_by(room: Workroom) -> Named:
    """The office's own names for steps, people, channels and moments."""
    office, profile = room.office, procedure_of(room.settings, room.office).profile

    def step(nr: int) -> str:
        known = 1 <= nr <= len(profile.steps)
        if not known:
            return t("langkah {step}", step=nr)
        return t("langkah {step} ({activity})", step=nr, activity=profile.steps[nr - 1].activity)

    return Named(
        step=step,
        person=lambda person_id: _person(office, person_id),
        channel=lambda channel: channel_label(office, channel) if channel else "",
        paper=lambda sha256: _paper(room, sha256),
        moment=lambda at: moment(instant(at).astimezone(office.zone), office.time_zone),
    )


def _person(office: Office, person_id: str) -> str:
    """By their office, as a letter would say it; one who is not in the office file by the bare id."""
    known = office.person(person_id)
    return (known.role or known.name) if known else person_id


def _paper(room: Workroom, sha256: str) -> str:
    place = kept(room.settings.store, sha256)
    return t("bukti {place}", place=place) if place else t("BUKTI TIDAK ADA atau berubah: {digest}", digest=sha256)


def _entries(room: Workroom, name: str) -> Iterator[Entry]:
    """The package's own entries and those of the queue that named its folder, in the order of the book."""
    own = queries.history(room.ledger, room.office.slug, name)
    queue = queries.history(room.ledger, room.office.slug, kinds=[Kind.QUEUE])
    yield from sorted([*own, *(one for one in queue if one["evidence"].get("folder") == name)], key=lambda one: one["seq"])


def _who_is_meant(room: Workroom, board: Board, name: str) -> str:
    known = {row.key.package_id for row in queries.packages(room.ledger, room.office.slug)}
    known |= {card.name for card in board.arriving} | {card.name for card in board.held} | {card.name for card in board.packages}
    near = get_close_matches(name, sorted(known), n=3, cutoff=0.4) or [
        one for one in sorted(known) if name.lower() in one.lower()
    ]
    if near:
        return t("tidak ada paket bernama {package}. Mungkin maksudnya: {near}.", package=name, near=", ".join(near))
    return t("tidak ada paket bernama {package}. Lihat semua paket dengan: tayang status", package=name)

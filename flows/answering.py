"""What a person answers along the procedure, entered: the one way of the command line and of the forms.

How an answer becomes sign-offs is the caller's: `Sign` takes what drafts them over the bytes as they are, and gives them back
signed as the office wants it, or None where that happens elsewhere.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from config.office import Person
from content_queue.profile import Step
from content_queue.sheet import Decision, SignOff, Verdict
from flows.preview import PreviewDesk, check_package
from flows.wiring import Workroom
from language.say import later, t
from publishing import approval, requests
from publishing.approval import Answer, CannotApprove
from reports.words import moment

Draft = Callable[[Answer], tuple[SignOff, ...]]
Sign = Callable[[Draft, Answer], tuple[SignOff, ...] | None]

_MEND = later("""Paket ini dikembalikan untuk diperbaiki dan BELUM ditayangkan.

Langkah {step} ({activity}) dijawab Tidak oleh {person}, {at}.
Catatan: {note}

Kembali ke langkah {back}.
Perbaiki isi paket di map ini, lalu ajukan lagi: tayang submit {name} --by ID
""")


@dataclass(frozen=True)
class SentBack:
    """Content that the check refused: its "Tidak", and where its folder lies now."""

    said: SignOff
    place: Path


def today(room: Workroom) -> date:
    """The day in the office's zone."""
    return room.clock.now().astimezone(room.office.zone).date()


def step_of(room: Workroom, nr: int) -> Step:
    """A step that people sign, by its number. Raises CannotApprove.

    Not by a bare `next`: a StopIteration that leaves a thread never reaches who awaits it, and that waits for ever.
    """
    found = next((step for step in room.desk.steps if step.nr == nr), None)
    if found is None:
        raise CannotApprove(t("langkah {step} tidak ditandatangani orang menurut SOP satuan kerja ini", step=nr))
    return found


def attested(draft: Draft, answer: Answer) -> tuple[SignOff, ...]:
    """The sign-offs as an office that attests wants them."""
    return draft(answer)


def answer_draft(room: Workroom, package: str, answer: Answer, sign: Sign) -> tuple[SignOff, ...] | None:
    """Enter an answer about a package in konsep/. Raises CannotApprove, and what `sign` raises."""
    signs = sign(_drafting(room, package), answer)
    if signs is not None:
        requests.enter(room.ledger, room.desk, package, signs, today(room))
    return signs


def answer_sealed(room: Workroom, package: str, answer: Answer, sign: Sign) -> tuple[tuple[SignOff, ...], Verdict] | None:
    """Enter an answer to a sealed package that waits for its approval. Raises CannotApprove, and what `sign` raises."""
    signs = sign(partial(approval.draft, room.ledger, room.desk, package), answer)
    if signs is None:
        return None
    return signs, approval.enter(room.ledger, room.desk, package, signs)


def hand_in(room: Workroom, package: str, person: Person, sign: Sign) -> Step | None:
    """Hand a package in from konsep/: looked through whole, signed, and moved to masuk/. The step that was signed, if one was.

    Raises CannotApprove, for content that could not be published with everything that is wrong with it, and what `sign` raises.
    """
    desk = room.desk
    step = requests.submission(room.ledger, desk, package, person.id)
    _expect_sound(room, package)
    signs: tuple[SignOff, ...] = ()
    if step is not None:
        signs = sign(_drafting(room, package), Answer(person.id, person.role, (step.nr,))) or ()
    requests.submit(room.ledger, desk, package, signs, today(room))
    return step


def send_back(room: Workroom, package: str, person: Person, note: str, sign: Sign) -> SentBack:
    """Enter the "Tidak" of the check, if it is not entered yet, and bring the folder back to konsep/ with its note.

    May be repeated after any interruption. Raises CannotApprove, and what `sign` raises.
    """
    desk, check = room.desk, room.desk.check
    row = requests.returned(room.ledger, desk, package) or approval.waiting(room.ledger, desk, package, [Decision.NO])
    requests.expect_room_in_drafts(desk, package)
    said = requests.refused(room.ledger, desk, row)
    if said is None:
        answer = Answer(person.id, person.role, (check.nr,), note.strip(), Decision.NO)
        signs = sign(partial(approval.draft, room.ledger, desk, package), answer) or ()
        approval.enter(room.ledger, desk, package, signs)
        said = signs[0]
        row = approval.waiting(room.ledger, desk, package)  # what was approved waits again since its "Tidak"
    return SentBack(said, requests.take_back(room.ledger, desk, row, _mend_note(room, package, said)))


def led_back_to(room: Workroom) -> str:
    """The step that a "Tidak" of the check leads back to, in words."""
    check = room.desk.check
    step = check if check.returns_to is None else step_of(room, check.returns_to)
    return f"{step.nr} ({step.activity})"


def _drafting(room: Workroom, package: str) -> Draft:
    return lambda answer: requests.draft(room.ledger, room.desk, package, answer, today(room))


def _expect_sound(room: Workroom, package: str) -> None:
    preview = PreviewDesk(room.settings, room.office, os.environ, room.clock)
    checked = check_package(preview, room.desk.queue.drafts / package)
    if checked.data.problems:
        raise CannotApprove("\n".join((*checked.data.problems, t("Pratinjau: {page}", page=checked.page))))


def _mend_note(room: Workroom, package: str, said: SignOff) -> str:
    check = room.desk.check
    return t(
        _MEND,
        step=check.nr,
        activity=check.activity,
        person=said.person,
        at=moment(said.at.astimezone(room.office.zone), room.office.time_zone),
        note=said.note or "–",
        back=led_back_to(room),
        name=package,
    )

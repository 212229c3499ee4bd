"""A proposal: the frame of a package in konsep/, the procedure's first step signed, and the nota dinas that goes with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.office import Office, Person
from config.settings import HomeSettings
from content_queue.new import new_package
from content_queue.package import Kind
from content_queue.problems import PackageProblems
from content_queue.profile import Covers, Step
from flows.answering import Sign, answer_draft, today
from flows.board import write_board
from flows.recap_data import channel_label, letterhead_of
from flows.wiring import Workroom
from language.say import later, t
from publishing import requests
from publishing.approval import Answer, CannotApprove
from publishing.desk import Desk
from reports.model import Signer
from reports.nota_dinas import NotaDinas, nota_dinas_docx, nota_dinas_pdf
from safety.files import write_durably

BESIDE = ".NOTA-DINAS"


@dataclass(frozen=True)
class Proposal:
    """What somebody proposes to publish. `number`: of the nota dinas; empty where it is filled in by hand."""

    title: str
    kind: Kind
    channels: tuple[str, ...]
    need: str = ""
    number: str = ""


@dataclass(frozen=True)
class Proposed:
    """What a proposal left: the folder, its nota dinas as PDF and Word, and the step that is next, with who may take it."""

    folder: Path
    papers: tuple[Path, Path]
    next: Step
    who: tuple[str, ...]


def propose(
    room: Workroom, person: Person, proposal: Proposal, sign_for: Callable[[str], Sign] | None, *, only: bool = False
) -> Proposed:
    """Enter a proposal. What cannot be entered leaves no folder behind.

    `sign_for`: how a package of this name is signed; None where nobody can have signed yet what is named only now. `only`: refuse
    a second proposal of the day with the same title. Raises CannotApprove, and what the signing raises.
    """
    desk, first = room.desk, room.desk.steps[0]
    folder = _frame(room, proposal, only=only)
    try:
        if sign_for:
            answer = Answer(person.id, person.role, (first.nr,), proposal.need, nota_dinas=proposal.number)
            answer_draft(room, folder.name, answer, sign_for(folder.name))
    except Exception:
        requests.throw_away(folder)
        raise
    papers = write_nota_dinas(room.settings, room.office, desk, folder, person, room.clock.now(), proposal)
    write_board(room)
    step = deciding(desk) if sign_for else first
    return Proposed(folder, papers, step, desk.may_sign(step.nr))


def channels_named(room: Workroom, names: Sequence[str]) -> tuple[str, ...]:
    """The channels that somebody named, or the office's website. Raises CannotApprove for one that is not in use."""
    known = room.desk.channels
    named = tuple(name.strip() for name in names if name.strip()) or (room.website or known[0],)
    if strange := [name for name in named if name not in known]:
        said = later("kanal {channels} tidak ada di satuan kerja ini; yang ada: {known}")
        raise CannotApprove(t(said, channels=", ".join(strange), known=", ".join(known)))
    return named


def deciding(desk: Desk) -> Step:
    """The step at which the request is decided: the first required one about it, else the step after the proposal."""
    requested = [step for step in desk.required if step.covers is Covers.REQUEST]
    return requested[0] if requested else desk.steps[min(1, len(desk.steps) - 1)]


def addressee(office: Office, desk: Desk) -> str:
    """Whom a proposal is addressed to: the one person who decides it, else who the procedure names there."""
    step = deciding(desk)
    people = desk.may_sign(step.nr)
    person = office.person(people[0]) if len(people) == 1 else None
    return person.role if person else step.actor or "Sekretaris"


def write_nota_dinas(
    settings: HomeSettings, office: Office, desk: Desk, folder: Path, person: Person, at: datetime, proposal: Proposal
) -> tuple[Path, Path]:
    """Write the nota dinas of a package beside its folder, as PDF and as Word document."""
    nota = NotaDinas(
        letterhead=letterhead_of(office),
        to=addressee(office, desk),
        sender=Signer(person.name, person.role, person.nip or ""),
        at=at.astimezone(office.zone),
        title=" ".join(proposal.title.split()),
        kind=proposal.kind.value,
        need=proposal.need,
        channels=tuple(channel_label(office, channel) for channel in proposal.channels),
        package=folder.name,
        number=proposal.number,
        paper=office.report.paper,
        practice=settings.practice.enabled,
    )
    pdf, docx = (folder.with_name(f"{folder.name}{BESIDE}.{form}") for form in ("pdf", "docx"))
    write_durably(pdf, nota_dinas_pdf(nota))
    write_durably(docx, nota_dinas_docx(nota))
    return pdf, docx


def _frame(room: Workroom, proposal: Proposal, *, only: bool) -> Path:
    """The package's folder with an empty manuscript."""
    drafts, day = room.desk.queue.drafts, today(room)
    try:
        return new_package(drafts, proposal.title, proposal.kind, day, proposal.channels, proposal.number, only=only)
    except PackageProblems as error:
        raise CannotApprove("\n".join(problem.text(room.settings.language) for problem in error.problems)) from error

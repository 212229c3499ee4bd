"""The disposition sheet of a package on paper: gathered from its bytes, its sheet and the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from config.office import Person
from content_queue.listing import SHEET
from content_queue.paper_line import paper_line
from content_queue.problems import PackageProblems
from content_queue.profile import Covers, Step
from content_queue.read import front_matter
from content_queue.seal import digest_of, hashes
from content_queue.sheet import Decision, Sheet, SignOff, load_sheet
from flows import sheet_words
from flows.proposing import deciding
from flows.recap_book import channel_label
from flows.recap_data import letterhead_of
from flows.sop_now import SopNow, drafts
from flows.wiring import Workroom, profile_of
from language.say import later, t
from ledger import queries
from publishing import afterwards, approval, requests, withdrawal
from publishing.approval import CannotApprove
from publishing.booked import in_book
from publishing.desk import AWAITING
from publishing.verdicts import verdict_by_book
from reports.disposition import Disposition, PaperFile, StepLine
from reports.model import Signer

_DIGITS = 12


@dataclass(frozen=True)
class Asked:
    """What is to be printed: a step (0: the one that is awaited), for whom, and the answer where it is fixed."""

    step: int = 0
    person: str = ""
    decision: Decision | None = None
    later: date | None = None
    emergency: bool = False
    """An order to publish before the procedure is gone through."""

    def expect_clear(self) -> None:
        """Raises CannotApprove for an order that could mean two things."""
        if self.emergency and (self.step or self.decision is not Decision.YES):
            raise CannotApprove(t("perintah tayang darurat dicetak dengan --emergency --yes, tanpa --step"))


@dataclass(frozen=True)
class _Subject:
    """What the sheet is about. `digest`: of the content as it lies there now; `steps` are those that can be answered now."""

    name: str
    folder: Path
    files: dict[str, str]
    revision: str
    signs: tuple[SignOff, ...]
    steps: tuple[Step, ...]
    awaited: Sequence[int]
    drafted: bool
    public: bool = False

    @property
    def digest(self) -> str:
        return digest_of(self.files)


def disposition_of(room: Workroom, package: str, asked: Asked) -> Disposition:
    """The sheet of a package that lies in masuk/, or is prepared in konsep/. Raises CannotApprove."""
    asked.expect_clear()
    subject = _subject(room, package, asked)
    step = room.desk.ordering if asked.emergency else _step(room, subject, asked)
    allowed = room.desk.emergency if asked.emergency else room.desk.may_sign(step.nr)
    person = _person(room, step, asked.person, allowed)
    at = room.clock.now().astimezone(room.office.zone)
    title, head = _head(room, subject)
    digest = subject.digest if step.covers is Covers.CONTENT else ""
    return Disposition(
        letterhead=letterhead_of(room.office),
        package=package,
        title=title,
        head=(*head, (sheet_words.NUMBER_OF_BYTES, digest)) if digest else head,
        files=tuple(_file(subject.folder, name, sha256) for name, sha256 in sorted(subject.files.items())),
        steps=tuple(_line(room, subject, one, here=one.nr == step.nr) for one in profile_of(room.office).steps),
        step=step.nr,
        activity=f"{step.activity}{sheet_words.order(emergency=asked.emergency, public=subject.public)}",
        otherwise="" if subject.public else _otherwise(room, step, subject.drafted, asked.later),
        signer=Signer(person.name, person.role, person.nip or "") if person else Signer("", "", ""),
        at=at,
        line=paper_line(room.office.slug, package, step.nr, step.covers, digest, asked.decision, emergency=asked.emergency),
        decision=asked.decision,
        paper=room.office.report.paper,
        practice=room.settings.practice.enabled,
    )


def _subject(room: Workroom, name: str, asked: Asked) -> _Subject:
    """What lies in konsep/ or waits in masuk/; of what is public a "Tidak" takes it down."""
    if requests.lies_in_drafts(room.desk, name) and not asked.emergency:
        return _draft(room, name)
    public = withdrawal.standing_revision(room.ledger, room.desk.office, name) if asked.decision is Decision.NO else None
    after = afterwards.published_in_emergency(room.ledger, room.desk, name)
    waits = any(row.state == AWAITING for row in queries.revisions(room.ledger, room.desk.office, name))
    if public is None or after or waits:
        return _sealed(room, name, asked)
    folder, step = room.desk.store / public.digest, room.desk.ordering
    signs = _signs(room, name, room.desk.sheet(public))
    return _Subject(
        name, folder, _hashes(folder), str(public.key.revision), signs, (step,), (step.nr,), drafted=False, public=True
    )


def _draft(room: Workroom, name: str) -> _Subject:
    desk, folder = room.desk, room.desk.queue.drafts / name
    sop = SopNow(room.settings, room.office, room.ledger, desk, room.clock.now())
    waiting = next((one.waiting for one in drafts(sop) if one.name == name), None)
    rows = queries.revisions(room.ledger, desk.office, name)
    revision = sheet_words.revision_to_come(rows[-1].key.revision if rows else 0)
    early = tuple(step for step in desk.steps if step.nr < desk.check.nr)
    awaited = [waiting.step if waiting else deciding(desk).nr]
    return _Subject(name, folder, _hashes(folder), revision, _signs(room, name, folder / SHEET), early, awaited, drafted=True)


def _sealed(room: Workroom, name: str, asked: Asked) -> _Subject:
    """What waits for its approval; for a "Tidak" also what is approved and waits for its time."""
    desk = room.desk
    after = afterwards.published_in_emergency(room.ledger, desk, name)
    decisions = [asked.decision] if asked.decision else []
    row = after or approval.waiting(room.ledger, desk, name, decisions)
    if not after and not desk.holds_sealed_bytes(row):
        said = later("isi {package} berubah sejak disegel; tunggu sampai disegel lagi, lalu cetak lembarnya")
        raise CannotApprove(t(said, package=name))
    verdict = (
        afterwards.verdict(room.ledger, desk, row)
        if after
        else verdict_by_book(room.ledger, desk, row, room.clock.now())[1]
    )
    folder, revision = desk.store / row.digest, str(row.key.revision)
    awaited = verdict.missing or (desk.check.nr,)
    return _Subject(
        name, folder, _hashes(folder), revision, _signs(room, name, desk.sheet(row)), desk.steps, awaited, drafted=False
    )


def _hashes(folder: Path) -> dict[str, str]:
    try:
        return hashes(folder)
    except (PackageProblems, OSError) as error:
        raise CannotApprove(str(error)) from error


def _signs(room: Workroom, name: str, path: Path) -> tuple[SignOff, ...]:
    """What was said so far, on the sheet or in the book."""
    try:
        sheet = load_sheet(path) if path.exists() else Sheet()
    except PackageProblems as error:
        raise CannotApprove(str(error)) from error
    return approval.with_signs(sheet, sheet.lacks(in_book(room.ledger, room.office.slug, name))).sign_offs


def _step(room: Workroom, subject: _Subject, asked: Asked) -> Step:
    known = {step.nr: step for step in subject.steps}
    mine = [nr for nr in subject.awaited if not asked.person or asked.person in room.desk.may_sign(nr)]
    step = known.get(asked.step or min(mine or subject.awaited))
    if step is None:
        if subject.drafted:
            said = later(
                "langkah {step} tidak ditandatangani di konsep/; ajukan dahulu isinya dengan tayang submit. Yang dapat: {known}"
            )
        else:
            said = later("langkah {step} tidak ditandatangani atas paket ini. Yang dapat: {known}")
        told = ", ".join(f"{nr} ({one.activity})" for nr, one in known.items())
        raise CannotApprove(t(said, step=asked.step or min(subject.awaited), known=told))
    return step


def _person(room: Workroom, step: Step, named: str, allowed: Sequence[str]) -> Person | None:
    """Who is printed below the signature: who is named, else the only one who may sign."""
    if named and named not in allowed:
        said = later("{person} tidak berhak menandatangani langkah {step} ({activity}); yang berhak: {known}")
        raise CannotApprove(t(said, person=named, step=step.nr, activity=step.activity, known=", ".join(allowed)))
    return room.office.person(named or (allowed[0] if len(allowed) == 1 else ""))


def _head(room: Workroom, subject: _Subject) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Title and particulars, as far as the manuscript can be read."""
    try:
        front = front_matter(subject.folder, room.office.zone, room.desk.wish)
    except (PackageProblems, OSError):
        return subject.name, sheet_words.head_unread(subject.name, subject.revision)
    channels = ", ".join(channel_label(room.office, name) for name in front.channels)
    when = sheet_words.goes_out(_local(room, front.publish_at) if front.publish_at else None, room.office.time_zone)
    kind, nota = front.kind.value, front.nota_dinas
    return front.title, sheet_words.head(subject.name, front.title, subject.revision, kind, channels, when, nota)


def _local(room: Workroom, at: datetime) -> datetime:
    return at.astimezone(room.office.zone) if at.tzinfo else at


def _file(folder: Path, name: str, sha256: str) -> PaperFile:
    try:
        size = (folder / name).stat().st_size
    except OSError:  # a name that the disk spells otherwise
        return PaperFile(name, "", sha256[:_DIGITS])
    return PaperFile(name, sheet_words.size(size), sha256[:_DIGITS])


def _line(room: Workroom, subject: _Subject, step: Step, *, here: bool) -> StepLine:
    if step.nr not in [one.nr for one in room.desk.steps]:
        return StepLine(step.nr, step.activity, sheet_words.BY_TAYANG)
    sign = _last(subject.signs, step.nr)
    actor = step.actor or _roles(room, step.nr)
    if sign is None:
        return StepLine(step.nr, step.activity, actor, here=here)
    answer, note = sheet_words.answered(sign, subject.digest)
    return StepLine(step.nr, step.activity, actor, answer, _by(room, sign), note, here)


def _roles(room: Workroom, nr: int) -> str:
    people = [room.office.person(name) for name in room.desk.signers.get(nr, ())]
    return ", ".join(person.role for person in people if person)


def _by(room: Workroom, sign: SignOff) -> str:
    person = room.office.person(sign.person)
    at = sign.at.astimezone(room.office.zone)
    return f"{person.name if person else sign.person}, {at:%d-%m-%Y %H.%M} {room.office.time_zone}"


def _last(signs: Iterable[SignOff], nr: int) -> SignOff | None:
    mine = [sign for sign in signs if sign.step == nr and not sign.emergency]
    return max(mine, key=lambda sign: (sign.at, sign.decision is Decision.NO), default=None)


def _otherwise(room: Workroom, step: Step, drafted: bool, until: date | None) -> str:
    """What a "Tidak" leads to, as the end of its box."""
    if step.returns_to is not None:
        back = next(one for one in profile_of(room.office).steps if one.nr == step.returns_to)
        return sheet_words.sent_back(back)
    return sheet_words.postponed(until) if drafted else ""

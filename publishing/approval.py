"""Approval: the disposition sheet beside the sealed bytes decides; nothing else does."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pydantic import ValidationError

from content_queue.problems import PackageProblems
from content_queue.profile import Covers, Step
from content_queue.seal import hashes, intact
from content_queue.sheet import Decision, Sheet, SignOff, Verdict, same_person, write_sheet
from language.say import later, t
from ledger import queries
from ledger.chain import stamp
from ledger.entries import Entry, Kind
from ledger.queries import PackageRow
from ledger.store import Ledger, Overtaken
from publishing import emergency
from publishing.booked import answers, not_entered, picked_up
from publishing.desk import APPROVED, AWAITING, Desk, wait_again, was_sent
from publishing.grounds import ungrounded
from publishing.verdicts import lost, verdict, verdict_by_book

_ABOUT = {Covers.CONTENT: later("konten"), Covers.REQUEST: later("kebutuhan")}
_ON_ITS_WAY = later("{package} sudah mulai ditayangkan, jadi Tidak ini tidak dicatat; tarik dengan `tayang withdraw`")
SIGNING = 60.0
"""Seconds that one signature may take; two at the same time would lose one."""


class CannotApprove(Exception):
    """There is nothing to approve under this name, or its bytes are no longer what was sealed."""


@dataclass(frozen=True)
class Answer:
    """What a person says: at which steps (none named: all that are missing and theirs), and whether it is a "Ya"."""

    person: str
    role: str
    steps: tuple[int, ...] = ()
    note: str = ""
    decision: Decision = Decision.YES
    later: date | None = None
    nota_dinas: str = ""
    emergency: bool = False


def approves_now(ledger: Ledger, desk: Desk, row: PackageRow, now: datetime) -> bool:
    """Whether the sheet approves these bytes, every signature judged anew: nothing begins on what is only remembered."""
    judged = verdict_by_book(ledger, desk, row, now, fresh=True)[1]
    if desk.signatures:
        desk.signatures.keep()
    return judged.approved


def take_note(ledger: Ledger, desk: Desk, row: PackageRow) -> Verdict:
    """Enter the approval if the sheet now approves the sealed bytes of a package that waits."""
    sheet, judged = verdict_by_book(ledger, desk, row, ledger.clock.now())
    if judged.approved:
        key, at = row.key, stamp(ledger.clock.now())
        facts = {"state": APPROVED, "approved_at": at}
        approval = Entry(Kind.PACKAGE, "approved", key.package_id, key.revision, facts=facts)
        ledger.append(desk.office, [*picked_up(ledger, key, sheet.sign_offs), *emergency.entries(key, judged), approval])
    return judged


def approve(
    ledger: Ledger, desk: Desk, package_id: str, person: str, role: str, steps: Sequence[int] = (), note: str = ""
) -> Verdict:
    """Record that a person said "Ya" to the sealed bytes, at the named steps or at all of theirs that are still missing.

    For an office that attests. The verdict says what is missing still. Raises CannotApprove.
    """
    return enter(ledger, desk, package_id, draft(ledger, desk, package_id, Answer(person, role, tuple(steps), note)))


def draft(ledger: Ledger, desk: Desk, package_id: str, answer: Answer) -> tuple[SignOff, ...]:
    """The sign-offs that a person's answer makes, over the bytes that are sealed now; not written yet. Raises CannotApprove."""
    row = waiting(ledger, desk, package_id, [answer.decision])
    _expect_sealed(desk, row)
    now = ledger.clock.now()
    sheet, judged = _restored(ledger, desk, row, now)
    wanted = [step for step in desk.steps if step.nr in (answer.steps or judged.missing)]
    if answer.emergency:
        wanted = [desk.ordering]
    if len(wanted) < len(set(answer.steps)) or not wanted:
        known = ", ".join(f"{step.nr} ({step.activity})" for step in desk.required)
        raise CannotApprove(t("langkah itu tidak perlu ditandatangani; yang perlu: {known}", known=known))
    if not answer.steps and not answer.emergency:  # nobody is asked for what somebody else must sign
        wanted = [step for step in wanted if answer.person in desk.may_sign(step.nr)] or wanted
    signs = tuple(sign_off(step, row.digest, answer, now) for step in wanted)
    expect_entitled(desk, row.digest, sheet, signs)
    _expect_grounded(desk, row, signs)
    return signs


def enter(ledger: Ledger, desk: Desk, package_id: str, signs: Sequence[SignOff]) -> Verdict:
    """Write sign-offs into the package's sheet, whole or not at all; nobody types a digest.

    The verdict says what is missing still. Raises CannotApprove, also for a signature that does not hold.
    """
    with signing(ledger, desk, package_id):
        row = waiting(ledger, desk, package_id, [sign.decision for sign in signs])
        _expect_sealed(desk, row)
        sheet, _ = _restored(ledger, desk, row, ledger.clock.now())
        _expect_about(desk, row, signs)
        expect_entitled(desk, row.digest, sheet, signs)
        expect_signed(desk, package_id, signs)
        _expect_grounded(desk, row, signs)
        # A sheet that said "Tidak" is thrown away when the content is mended: who said so and when stays in the book.
        entries = not_entered(ledger, row.key, signs)
        if row.state == APPROVED:
            # The book first: a sheet must not say "Tidak" to what is going out.
            lay_evidence(desk, desk.folder(row), with_signs(sheet, signs))
            _hold_back(ledger, row, entries)
            write(desk, row, sheet, signs)
        else:
            write(desk, row, sheet, signs)
            if entries:
                ledger.append(desk.office, entries)
        return take_note(ledger, desk, row)


def _hold_back(ledger: Ledger, row: PackageRow, refusal: Sequence[Entry]) -> None:
    """A "Tidak" to what is approved: it waits for its approval again. Raises CannotApprove once it is on its way."""
    try:
        wait_again(ledger, row, refusal)
    except Overtaken as error:
        raise CannotApprove(t(_ON_ITS_WAY, package=row.key.package_id)) from error


def restore(ledger: Ledger, desk: Desk, package_id: str) -> Verdict:
    """Write the sign-offs that the book holds and the sheet has lost back into the sheet. Raises CannotApprove."""
    return enter(ledger, desk, package_id, ())


@contextmanager
def signing(ledger: Ledger, desk: Desk, package_id: str) -> Iterator[None]:
    """The right to write a package's sheet, for the length of the block. Raises CannotApprove while somebody else has it."""
    lease = ledger.acquire(f"sheet:{desk.office}/{package_id}", SIGNING)
    if lease is None:
        busy = later("lembar disposisi {package} sedang ditandatangani orang lain; coba lagi sebentar")
        raise CannotApprove(t(busy, package=package_id))
    try:
        yield
    finally:
        ledger.release(lease)


def _restored(ledger: Ledger, desk: Desk, row: PackageRow, now: datetime) -> tuple[Sheet, Verdict]:
    """The sheet with everything that the book holds about these bytes, and what the sheet as it lies there amounts to."""
    book = answers(ledger, desk.office, row.key.package_id)
    sheet, judged = verdict(desk, row, now, book=book)
    return with_signs(sheet, lost(desk, row, sheet, book, now)), judged


def with_signs(sheet: Sheet, more: Iterable[SignOff]) -> Sheet:
    """The sheet with more sign-offs, oldest first."""
    together = sorted((*sheet.sign_offs, *more), key=lambda sign: sign.at)
    return sheet.model_copy(update={"sign_offs": tuple(together)})


def _expect_sealed(desk: Desk, row: PackageRow) -> None:
    if not intact(desk.store / row.digest, row.digest) or not desk.holds_sealed_bytes(row):
        changed = later("isi {package} berubah sejak disegel; tunggu sampai disegel lagi, periksa, lalu setujui")
        raise CannotApprove(t(changed, package=row.key.package_id))


def _expect_about(desk: Desk, row: PackageRow, signs: Sequence[SignOff]) -> None:
    covers = {step.nr: step.covers for step in desk.steps}
    for sign in signs:
        if covers.get(sign.step) is not sign.covers:
            strange = later("langkah {step} tidak perlu ditandatangani, atau bukan untuk {covers}")
            raise CannotApprove(t(strange, step=sign.step, covers=t(_ABOUT[sign.covers])))
        if sign.covers is Covers.CONTENT and sign.digest != row.digest:
            other = later("tanda tangan langkah {step} atas isi yang lain; periksa isi yang sekarang, lalu tanda tangani")
            raise CannotApprove(t(other, step=sign.step))


def _expect_grounded(desk: Desk, row: PackageRow, signs: Sequence[SignOff]) -> None:
    """Nobody approves content that would be held for its missing legal basis."""
    approving = any(s.decision is Decision.YES and s.covers is Covers.CONTENT and not s.emergency for s in signs)
    if approving and (problems := list(ungrounded(desk, row))):
        raise CannotApprove("\n".join(problem.text() for problem in problems))


def expect_entitled(desk: Desk, digest: str, sheet: Sheet, signs: Sequence[SignOff]) -> None:
    """Refuse what somebody says who may not say it, or not after what they said before. Raises CannotApprove."""
    together = sheet.model_copy(update={"sign_offs": (*sheet.sign_offs, *signs)})
    steps = {step.nr: step for step in desk.steps}
    for sign in signs:
        step, allowed = steps[sign.step], desk.entitled(sign)
        if sign.person not in allowed:
            refused = later("{person} tidak berhak menandatangani langkah {step} ({activity}); yang berhak: {people}")
            who = {"person": sign.person, "people": ", ".join(allowed)}
            told = emergency.refusal(sign, allowed) or t(refused, step=step.nr, activity=step.activity, **who)
            raise CannotApprove(told)
        if not sign.emergency and sign.decision is Decision.YES and (same := same_person(together, digest, step, sign, sign.at)):
            raise CannotApprove(same.text())


def expect_signed(desk: Desk, package_id: str, signs: Sequence[SignOff]) -> None:
    """Refuse a sign-off without a signature that holds, where the office wants signatures. Raises CannotApprove."""
    steps = {step.nr: step for step in desk.steps}
    for sign in signs:
        if desk.signatures and (fault := desk.signatures.fault(package_id, steps[sign.step], sign, fresh=True)):
            raise CannotApprove(fault.text())


def write(desk: Desk, row: PackageRow, sheet: Sheet, signs: Sequence[SignOff]) -> None:
    """Add sign-offs to the sheet of a package that lies in masuk/. Raises CannotApprove."""
    files = hashes(desk.folder(row))
    whole = with_signs(sheet.model_copy(update={"digest": row.digest, "files": files}), signs)
    lay_evidence(desk, desk.folder(row), whole)
    try:
        write_sheet(desk.sheet(row), whole)
    except PackageProblems as error:
        raise CannotApprove(str(error)) from error


def lay_evidence(desk: Desk, folder: Path, sheet: Sheet) -> None:
    """Put what the sign-offs rest on beside the sheet, and keep it for good, before the sheet names it. Raises CannotApprove."""
    if desk.signatures is None:
        return
    try:
        desk.signatures.lay(folder, sheet.sign_offs)
    except OSError as error:
        told = t("PDF bertanda tangan belum dapat disimpan ({why}); coba lagi", why=error.strerror)
        raise CannotApprove(told) from error


def waiting(ledger: Ledger, desk: Desk, package_id: str, decisions: Sequence[Decision] = ()) -> PackageRow:
    """The sealed package that waits for its approval; for a "Tidak" alone also one that is approved and waits for its time.
    Raises CannotApprove."""
    rows = queries.revisions(ledger, desk.office, package_id)
    found = [row for row in rows if row.state == AWAITING]
    if not found and set(decisions) == {Decision.NO}:
        found = [row for row in rows[-1:] if row.state == APPROVED]
        if any(was_sent(ledger, row) for row in found):
            raise CannotApprove(t(_ON_ITS_WAY, package=package_id))
    if not found:
        nothing = later("tidak ada paket {package} yang menunggu persetujuan; lihat `tayang status`")
        raise CannotApprove(t(nothing, package=package_id))
    return found[-1]


def sign_off(step: Step, digest: str, answer: Answer, now: datetime) -> SignOff:
    """A person's answer at one step, unsigned. Raises CannotApprove."""
    covered = digest if step.covers is Covers.CONTENT else ""
    who = {"person": answer.person, "role": answer.role, "note": answer.note, "nota_dinas": answer.nota_dinas}
    said = {"step": step.nr, "decision": answer.decision, "at": now, "covers": step.covers, "later": answer.later}
    said |= {"emergency": True} if answer.emergency else {}
    try:
        return SignOff.model_validate({**said, **who, "digest": covered})
    except ValidationError as error:
        told = t("catatan dan nomor nota dinas paling panjang 500 huruf, tanpa huruf tersembunyi")
        raise CannotApprove(told) from error

"""Approval: the disposition sheet beside the sealed bytes decides; nothing else does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from pydantic import ValidationError

from content_queue.listing import SHEET
from content_queue.problems import PackageProblems, Problem
from content_queue.profile import Covers, Step
from content_queue.seal import hashes, intact
from content_queue.sheet import Decision, Sheet, SignOff, Verdict, approved, load_sheet, same_person, write_sheet
from ledger import queries
from ledger.chain import stamp
from ledger.entries import Entry, Kind
from ledger.queries import PackageRow
from ledger.store import Ledger
from publishing.desk import APPROVED, AWAITING, Desk

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


def verdict(desk: Desk, row: PackageRow, now: datetime, *, fresh: bool = False) -> tuple[Sheet, Verdict]:
    """What the package's sheet says of the sealed bytes; without a sheet every required step is missing.

    `fresh`: no earlier answer about a signature is believed.
    """
    path = desk.sheet(row)
    if not path.exists():
        return Sheet(), Verdict(False, tuple(step.nr for step in desk.required))
    try:
        sheet = load_sheet(path)
    except PackageProblems as error:
        return Sheet(), Verdict(False, tuple(step.nr for step in desk.required), error.problems)
    strangers = tuple(_strangers(desk, sheet))
    if strangers:
        return sheet, Verdict(False, tuple(step.nr for step in desk.required), strangers)
    if desk.signatures is None:
        return sheet, approved(sheet, row.digest, desk.required, now)
    judge = partial(desk.signatures.fault, row.key.package_id, fresh=fresh)
    return sheet, approved(sheet, row.digest, desk.required, now, judge)


def approves_now(desk: Desk, row: PackageRow, now: datetime) -> bool:
    """Whether the sheet approves these bytes, every signature judged anew: nothing begins on what is only remembered."""
    judged = verdict(desk, row, now, fresh=True)[1]
    if desk.signatures:
        desk.signatures.keep()
    return judged.approved


def take_note(ledger: Ledger, desk: Desk, row: PackageRow) -> Verdict:
    """Enter the approval if the sheet now approves the sealed bytes of a package that waits."""
    sheet, judged = verdict(desk, row, ledger.clock.now())
    if judged.approved:
        key, at = row.key, stamp(ledger.clock.now())
        facts = {"state": APPROVED, "approved_at": at}
        approval = Entry(Kind.PACKAGE, "approved", key.package_id, key.revision, facts=facts)
        ledger.append(desk.office, [*_not_entered(ledger, row, sheet.sign_offs), approval])
    return judged


def _not_entered(ledger: Ledger, row: PackageRow, signs: Sequence[SignOff]) -> list[Entry]:
    """The entries of those sign-offs that the book does not hold yet."""
    key = row.key
    known = [entry["evidence"] for entry in queries.history(ledger, key.office, key.package_id, [Kind.SIGN_OFF])]
    told = [sign.data() for sign in signs]
    return [Entry(Kind.SIGN_OFF, "signed", key.package_id, key.revision, evidence=sign) for sign in told if sign not in known]


def approve(
    ledger: Ledger, desk: Desk, package_id: str, person: str, role: str, steps: Sequence[int] = (), note: str = ""
) -> Verdict:
    """Record that a person said "Ya" to the sealed bytes, at the named steps or at all of theirs that are still missing.

    For an office that attests. The verdict says what is missing still. Raises CannotApprove.
    """
    return enter(ledger, desk, package_id, draft(ledger, desk, package_id, Answer(person, role, tuple(steps), note)))


def draft(ledger: Ledger, desk: Desk, package_id: str, answer: Answer) -> tuple[SignOff, ...]:
    """The sign-offs that a person's answer makes, over the bytes that are sealed now; not written yet. Raises CannotApprove."""
    row = _waiting(ledger, desk, package_id)
    _expect_sealed(desk, row)
    now = ledger.clock.now()
    sheet, judged = verdict(desk, row, now)
    wanted = [step for step in desk.required if step.nr in (answer.steps or judged.missing)]
    if len(wanted) < len(set(answer.steps)) or not wanted:
        known = ", ".join(f"{step.nr} ({step.activity})" for step in desk.required)
        raise CannotApprove(f"langkah itu tidak perlu ditandatangani; yang perlu: {known}")
    if not answer.steps:  # nobody is asked for what somebody else must sign
        wanted = [step for step in wanted if answer.person in desk.may_sign(step.nr)] or wanted
    signs = tuple(_sign(step, row.digest, answer, now) for step in wanted)
    _expect_entitled(desk, row, sheet, signs)
    return signs


def enter(ledger: Ledger, desk: Desk, package_id: str, signs: Sequence[SignOff]) -> Verdict:
    """Write sign-offs into the package's sheet, whole or not at all; nobody types a digest.

    The verdict says what is missing still. Raises CannotApprove, also for a signature that does not hold.
    """
    lease = ledger.acquire(f"sheet:{desk.office}/{package_id}", SIGNING)
    if lease is None:
        raise CannotApprove(f"lembar disposisi {package_id} sedang ditandatangani orang lain; coba lagi sebentar")
    try:
        row = _waiting(ledger, desk, package_id)
        _expect_sealed(desk, row)
        sheet, _ = verdict(desk, row, ledger.clock.now())
        _expect_about(desk, row, signs)
        _expect_entitled(desk, row, sheet, signs)
        _expect_signed(desk, row, signs)
        _write(desk, row, sheet, signs)
        judged = take_note(ledger, desk, row)
        # A sheet that said "Tidak" is thrown away when the content is mended: who said so and when stays in the book.
        if entries := _not_entered(ledger, row, signs):
            ledger.append(desk.office, entries)
        return judged
    finally:
        ledger.release(lease)


def _expect_sealed(desk: Desk, row: PackageRow) -> None:
    if not intact(desk.store / row.digest, row.digest) or not desk.holds_sealed_bytes(row):
        name = row.key.package_id
        raise CannotApprove(f"isi {name} berubah sejak disegel; tunggu sampai disegel lagi, periksa, lalu setujui")


def _expect_about(desk: Desk, row: PackageRow, signs: Sequence[SignOff]) -> None:
    covers = {step.nr: step.covers for step in desk.required}
    for sign in signs:
        if covers.get(sign.step) is not sign.covers:
            raise CannotApprove(f"langkah {sign.step} tidak perlu ditandatangani, atau bukan untuk {sign.covers}")
        if sign.covers is Covers.CONTENT and sign.digest != row.digest:
            raise CannotApprove(
                f"tanda tangan langkah {sign.step} atas isi yang lain; periksa isi yang sekarang, lalu tanda tangani"
            )


def _expect_entitled(desk: Desk, row: PackageRow, sheet: Sheet, signs: Sequence[SignOff]) -> None:
    together = sheet.model_copy(update={"sign_offs": (*sheet.sign_offs, *signs)})
    steps = {step.nr: step for step in desk.required}
    for sign in signs:
        step, allowed = steps[sign.step], desk.may_sign(sign.step)
        if sign.person not in allowed:
            what = f"{step.nr} ({step.activity}); yang berhak: {', '.join(allowed)}"
            raise CannotApprove(f"{sign.person} tidak berhak menandatangani langkah {what}")
        if sign.decision is Decision.YES and (same := same_person(together, row.digest, step, sign, sign.at)):
            raise CannotApprove(same.text())


def _expect_signed(desk: Desk, row: PackageRow, signs: Sequence[SignOff]) -> None:
    for step in desk.required:
        for sign in signs:
            if sign.step == step.nr and desk.signatures:
                fault = desk.signatures.fault(row.key.package_id, step, sign, fresh=True)
                if fault:
                    raise CannotApprove(fault.text())


def _write(desk: Desk, row: PackageRow, sheet: Sheet, signs: Sequence[SignOff]) -> None:
    files = hashes(desk.folder(row))
    try:
        write_sheet(desk.sheet(row), Sheet(digest=row.digest, files=files, sign_offs=(*sheet.sign_offs, *signs)))
    except PackageProblems as error:
        raise CannotApprove(str(error)) from error


def _strangers(desk: Desk, sheet: Sheet) -> Iterator[Problem]:
    for step in desk.required:
        allowed = desk.may_sign(step.nr)
        for sign in sheet.sign_offs:
            if sign.step == step.nr and sign.person not in allowed:
                params = {"step": step.nr, "activity": step.activity, "person": sign.person, "allowed": ", ".join(allowed)}
                yield Problem("step-signer", SHEET, None, params)


def _waiting(ledger: Ledger, desk: Desk, package_id: str) -> PackageRow:
    waiting = [row for row in queries.revisions(ledger, desk.office, package_id) if row.state == AWAITING]
    if not waiting:
        raise CannotApprove(f"tidak ada paket {package_id} yang menunggu persetujuan; lihat `tayang status`")
    return waiting[-1]


def _sign(step: Step, digest: str, answer: Answer, now: datetime) -> SignOff:
    covered = digest if step.covers is Covers.CONTENT else ""
    who = {"person": answer.person, "role": answer.role, "note": answer.note}
    try:
        return SignOff(step=step.nr, decision=answer.decision, at=now, covers=step.covers, digest=covered, **who)
    except ValidationError as error:
        raise CannotApprove("catatan paling panjang 500 huruf, tanpa huruf tersembunyi") from error

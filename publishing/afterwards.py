"""The sign-offs that are given after a package went out in an emergency, until all that its procedure asks for are there."""

from collections.abc import Sequence
from functools import partial

from content_queue.profile import Covers
from content_queue.sheet import Sheet, SignOff, Verdict, approved
from language.say import t
from ledger import queries
from ledger.emergency_queries import open_emergencies
from ledger.entries import Entry, Kind
from ledger.queries import PackageRow
from ledger.store import Ledger
from publishing.approval import Answer, CannotApprove, expect_entitled, expect_signed, sign_off, signing, with_signs, write
from publishing.booked import in_book, not_entered
from publishing.desk import AWAITING, Desk


def published_in_emergency(ledger: Ledger, desk: Desk, package_id: str) -> PackageRow | None:
    """The package that went out, or is about to, in an emergency and whose procedure is not done; None while it waits."""
    rows = queries.revisions(ledger, desk.office, package_id)
    if any(row.state == AWAITING for row in rows):
        return None
    unsettled = open_emergencies(ledger, desk.office)
    return next((row for row in reversed(rows) if row.key in unsettled), None)


def verdict(ledger: Ledger, desk: Desk, row: PackageRow) -> Verdict:
    """What the book says of the published bytes: which steps are missing still."""
    return _verdict(ledger, desk, row, _sheet(ledger, desk, row))


def draft(ledger: Ledger, desk: Desk, package_id: str, answer: Answer) -> tuple[SignOff, ...]:
    """The sign-offs that a person's answer makes, over the bytes that went out; not written yet. Raises CannotApprove."""
    row = _row(ledger, desk, package_id)
    sheet = _sheet(ledger, desk, row)
    missing = _verdict(ledger, desk, row, sheet).missing
    wanted = [step for step in desk.required if step.nr in (answer.steps or missing)]
    if len(wanted) < len(set(answer.steps)) or not wanted:
        raise CannotApprove(t("langkah itu tidak menyusul; yang menyusul: {steps}", steps=", ".join(map(str, missing))))
    if not answer.steps:
        wanted = [step for step in wanted if answer.person in desk.may_sign(step.nr)] or wanted
    signs = tuple(sign_off(step, row.digest, answer, ledger.clock.now()) for step in wanted)
    expect_entitled(desk, row.digest, sheet, signs)
    return signs


def enter(ledger: Ledger, desk: Desk, package_id: str, signs: Sequence[SignOff]) -> Verdict:
    """Enter sign-offs that follow an emergency; when none is missing any more, the emergency is over. Raises CannotApprove."""
    with signing(ledger, desk, package_id):
        row = _row(ledger, desk, package_id)
        sheet = _sheet(ledger, desk, row)
        covers = {step.nr: step.covers for step in desk.required}
        for sign in signs:
            about = sign.digest == (row.digest if sign.covers is Covers.CONTENT else "")
            if sign.emergency or covers.get(sign.step) is not sign.covers or not about:
                raise CannotApprove(t("tanda tangan langkah {step} bukan atas isi yang tayang", step=sign.step))
        expect_entitled(desk, row.digest, sheet, signs)
        expect_signed(desk, package_id, signs)
        together = with_signs(sheet, signs)
        if desk.sheet(row).exists() and desk.holds_sealed_bytes(row):  # not gone out yet: its own sheet must say the same
            write(desk, row, together, ())
        judged = _verdict(ledger, desk, row, together)
        over = [Entry(Kind.EMERGENCY, "settled", row.key.package_id, row.key.revision)] if judged.approved else []
        if entries := [*not_entered(ledger, row.key, signs), *over]:
            ledger.append(desk.office, entries)
        return judged


def _row(ledger: Ledger, desk: Desk, package_id: str) -> PackageRow:
    row = published_in_emergency(ledger, desk, package_id)
    if row is None:
        raise CannotApprove(t("{package} tidak tayang darurat, atau sudah disahkan", package=package_id))
    return row


def _sheet(ledger: Ledger, desk: Desk, row: PackageRow) -> Sheet:
    """What the book holds about these bytes, by those who may say it."""
    book = in_book(ledger, desk.office, row.key.package_id)
    return with_signs(Sheet(), (sign for sign in book if sign.is_about(row.digest) and sign.person in desk.entitled(sign)))


def _verdict(ledger: Ledger, desk: Desk, row: PackageRow, sheet: Sheet) -> Verdict:
    now = ledger.clock.now()
    if desk.signatures is None:
        return approved(sheet, row.digest, desk.required, now)
    return approved(sheet, row.digest, desk.required, now, partial(desk.signatures.fault, row.key.package_id))

"""Approval: the disposition sheet beside the sealed bytes decides; nothing else does."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from content_queue.listing import SHEET
from content_queue.problems import PackageProblems, Problem
from content_queue.profile import Covers, Step
from content_queue.seal import hashes, intact
from content_queue.sheet import Decision, Sheet, SignOff, Verdict, approved, load_sheet, write_sheet
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


def verdict(desk: Desk, row: PackageRow, now: datetime) -> tuple[Sheet, Verdict]:
    """What the package's sheet says of the sealed bytes; without a sheet every required step is missing."""
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
    return sheet, approved(sheet, row.digest, desk.required, now)


def take_note(ledger: Ledger, desk: Desk, row: PackageRow) -> Verdict:
    """Enter the approval if the sheet now approves the sealed bytes of a package that waits."""
    sheet, judged = verdict(desk, row, ledger.clock.now())
    if judged.approved:
        signed = [sign.model_dump(mode="json") for sign in sheet.sign_offs]
        key, at = row.key, stamp(ledger.clock.now())
        ledger.append(
            desk.office,
            [
                *(Entry(Kind.SIGN_OFF, "signed", key.package_id, key.revision, evidence=sign) for sign in signed),
                Entry(Kind.PACKAGE, "approved", key.package_id, key.revision, facts={"state": APPROVED, "approved_at": at}),
            ],
        )
    return judged


def approve(
    ledger: Ledger, desk: Desk, package_id: str, person: str, role: str, steps: Sequence[int] = (), note: str = ""
) -> Verdict:
    """Record that a person said "Ya" to the sealed bytes, at the named steps or at all that are still missing.

    Writes the sheet; nobody types a digest. The verdict says what is missing still. Raises CannotApprove.
    """
    lease = ledger.acquire(f"sheet:{desk.office}/{package_id}", SIGNING)
    if lease is None:
        raise CannotApprove(f"lembar disposisi {package_id} sedang ditandatangani orang lain; coba lagi sebentar")
    try:
        return _approve(ledger, desk, _waiting(ledger, desk, package_id), person, role, steps, note)
    finally:
        ledger.release(lease)


def _approve(ledger: Ledger, desk: Desk, row: PackageRow, person: str, role: str, steps: Sequence[int], note: str) -> Verdict:
    package_id = row.key.package_id
    if not intact(desk.store / row.digest, row.digest) or not desk.holds_sealed_bytes(row):
        raise CannotApprove(f"isi {package_id} berubah sejak disegel; tunggu sampai disegel lagi, periksa, lalu setujui")
    now = ledger.clock.now()
    sheet, judged = verdict(desk, row, now)
    wanted = [step for step in desk.required if step.nr in (steps or judged.missing)]
    if not wanted:
        known = ", ".join(f"{step.nr} ({step.activity})" for step in desk.required)
        raise CannotApprove(f"langkah itu tidak perlu ditandatangani; yang perlu: {known}")
    for step in wanted:
        if person not in desk.may_sign(step.nr):
            allowed = ", ".join(desk.may_sign(step.nr))
            raise CannotApprove(
                f"{person} tidak berhak menandatangani langkah {step.nr} ({step.activity}); yang berhak: {allowed}"
            )
    signs = [_sign(step, row.digest, person, role, now, note) for step in wanted]
    write_sheet(desk.sheet(row), Sheet(digest=row.digest, files=hashes(desk.folder(row)), sign_offs=(*sheet.sign_offs, *signs)))
    return take_note(ledger, desk, row)


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


def _sign(step: Step, digest: str, person: str, role: str, now: datetime, note: str) -> SignOff:
    covered = digest if step.covers is Covers.CONTENT else ""
    return SignOff(
        step=step.nr, decision=Decision.YES, person=person, role=role, at=now, covers=step.covers, digest=covered, note=note
    )

"""What a disposition sheet says of the sealed bytes, held against what the ledger has of the same signatures."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial

from content_queue.listing import SHEET
from content_queue.problems import PackageProblems, Problem
from content_queue.profile import Step
from content_queue.sheet import Decision, Sheet, SignOff, Verdict, approved, load_sheet
from ledger.queries import PackageRow
from ledger.store import Ledger
from publishing import emergency
from publishing.booked import answers
from publishing.desk import Desk
from publishing.grounds import ungrounded


def verdict(
    desk: Desk, row: PackageRow, now: datetime, *, fresh: bool = False, book: Iterable[SignOff] = ()
) -> tuple[Sheet, Verdict]:
    """What the package's sheet says of the sealed bytes; without a sheet every required step is missing.

    `fresh`: no earlier answer about a signature is believed. `book`: the sign-offs that the ledger holds of this package; a
    sheet that has lost one of them approves nothing.
    """
    path = desk.sheet(row)
    if not path.exists():
        return Sheet(), Verdict(False, tuple(step.nr for step in desk.required))
    try:
        sheet = load_sheet(path)
    except PackageProblems as error:
        return Sheet(), Verdict(False, tuple(step.nr for step in desk.required), error.problems)
    strangers = tuple(_strangers(desk, row, sheet, now))
    if strangers:
        return sheet, Verdict(False, tuple(step.nr for step in desk.required), strangers)
    if desk.signatures is None:
        judged = approved(sheet, row.digest, desk.required, now)
    else:
        judge = partial(desk.signatures.fault, row.key.package_id, fresh=fresh)
        judged = approved(sheet, row.digest, desk.required, now, judge)
    told = tuple(book)
    valid = partial(_decides, desk, row, now, fresh)
    missed = _lost(desk, row, sheet, told, valid)
    gone = tuple(Problem("sheet-lost", SHEET, None, {"step": sign.step, "person": sign.person}) for sign in missed)
    refused = [step for step in _refused_last(desk, row, sheet, told, valid) if step.nr not in judged.missing]
    told_no = tuple(Problem("step-refused", SHEET, None, {"step": step.nr, "activity": step.activity}) for step in refused)
    problems = (*gone, *judged.problems, *told_no, *ungrounded(desk, row))
    if not problems:
        return sheet, judged
    order = emergency.granted(desk, row, sheet, problems, now, fresh=fresh)
    missing = tuple(sorted({*judged.missing, *(step.nr for step in refused)}))
    return sheet, Verdict(order is not None, missing, problems, order)


def verdict_by_book(ledger: Ledger, desk: Desk, row: PackageRow, now: datetime, *, fresh: bool = False) -> tuple[Sheet, Verdict]:
    """The verdict, with what the ledger holds of this package's sign-offs."""
    book = answers(ledger, desk.office, row.key.package_id) if desk.sheet(row).exists() else ()
    return verdict(desk, row, now, fresh=fresh, book=book)


def lost(desk: Desk, row: PackageRow, sheet: Sheet, book: Iterable[SignOff], now: datetime) -> tuple[SignOff, ...]:
    """What the book holds and the sheet has lost."""
    return _lost(desk, row, sheet, book, partial(_decides, desk, row, now, False))


def _lost(
    desk: Desk, row: PackageRow, sheet: Sheet, book: Iterable[SignOff], valid: Callable[[SignOff], bool]
) -> tuple[SignOff, ...]:
    """What the book holds about the request or these bytes, by somebody who may still sign there, and the sheet does not;
    an answer that the sheet's own later one at the same step took the place of is not missed. A line that decides nothing
    takes nobody's place."""
    lacking = sheet.lacks(sign for sign in book if sign.is_about(row.digest) and sign.person in desk.entitled(sign))
    return tuple(sign for sign in lacking if not any(_follows(sign, other) and valid(other) for other in sheet.sign_offs))


def _follows(sign: SignOff, other: SignOff) -> bool:
    return (other.step, other.emergency) == (sign.step, sign.emergency) and other.at >= sign.at


def _decides(desk: Desk, row: PackageRow, now: datetime, fresh: bool, sign: SignOff) -> bool:
    """Whether a line of the sheet counts at its step: about what is asked there, by now, and said by whom it names."""
    step = next((step for step in desk.steps if step.nr == sign.step), None)
    if step is None or sign.covers is not step.covers or not sign.is_about(row.digest) or sign.at > now:
        return False
    if sign.person not in desk.entitled(sign):
        return False
    return desk.signatures is None or desk.signatures.fault(row.key.package_id, step, sign, fresh=fresh) is None


def _refused_last(
    desk: Desk, row: PackageRow, sheet: Sheet, book: Sequence[SignOff], valid: Callable[[SignOff], bool]
) -> Iterator[Step]:
    """The steps whose last recorded answer is a "Tidak", whatever hours the answers bear: a clock that was put right, or a paper
    that came late, turns no "Tidak" into a "Ya"."""
    for step in desk.required:
        told = [one for one in book if one.step == step.nr and one.covers is step.covers and not one.emergency]
        told = [one for one in told if one.is_about(row.digest) and one.person in desk.entitled(one)]
        if not told or told[-1].decision is Decision.YES:
            continue
        known = [one.data() for one in told]
        mine = (one for one in sheet.sign_offs if one.step == step.nr and not one.emergency and one.data() not in known)
        if not any(one.decision is Decision.YES and valid(one) for one in mine):
            yield step


def _strangers(desk: Desk, row: PackageRow, sheet: Sheet, now: datetime) -> Iterator[Problem]:
    """Who may not sign here, or no longer: passed over once somebody who may has answered later."""
    for step in desk.required:
        allowed = desk.may_sign(step.nr)
        told = [sign for sign in sheet.counting(step.nr, row.digest, now) if sign.covers is step.covers]
        answered = max((sign.at for sign in told if sign.person in allowed), default=None)
        for sign in sheet.sign_offs:
            if not sign.is_about(row.digest) or (answered is not None and sign.at < answered):
                continue
            if sign.step == step.nr and not sign.emergency and sign.person not in allowed:
                params = {"step": step.nr, "activity": step.activity, "person": sign.person, "allowed": ", ".join(allowed)}
                yield Problem("step-signer", SHEET, None, params)

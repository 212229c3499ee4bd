"""The sign-offs that the ledger holds: what is in the book, and what is still to be entered."""

from collections.abc import Sequence

from content_queue.sheet import Sheet, SignOff
from ledger import queries
from ledger.entries import Entry, Kind, PackageKey
from ledger.store import Ledger
from publishing.desk import Desk


def in_book(ledger: Ledger, office: str, package_id: str) -> tuple[SignOff, ...]:
    """Every sign-off about a package that the book holds, oldest entry first."""
    entries = queries.history(ledger, office, package_id, [Kind.SIGN_OFF])
    return tuple(SignOff.model_validate(entry["evidence"]) for entry in entries if entry["event"] == "signed")


def answers(ledger: Ledger, office: str, package_id: str) -> tuple[SignOff, ...]:
    """As `in_book`, with the orders to withdraw: each is a "Tidak" to the very bytes that were public."""
    told = queries.history(ledger, office, package_id, [Kind.SIGN_OFF, Kind.WITHDRAWAL])
    said = (entry["evidence"] for entry in told if entry["event"] in ("signed", "ordered"))
    return tuple(SignOff.model_validate(one) for one in said if "decision" in one)


def brought_along(ledger: Ledger, desk: Desk, key: PackageKey, sheet: Sheet) -> list[Entry]:
    """The entries of what a sheet that came with its package says, as far as its signers may say it and it is signed as the
    office wants it; the rest counts for nothing and is told when the sheet is judged."""
    steps = {step.nr: step for step in desk.steps}
    known = [sign for sign in sheet.sign_offs if sign.step in steps and sign.person in desk.entitled(sign)]
    judge = desk.signatures
    held = [sign for sign in known if judge is None or judge.fault(key.package_id, steps[sign.step], sign) is None]
    return picked_up(ledger, key, held)


def picked_up(ledger: Ledger, key: PackageKey, signs: Sequence[SignOff]) -> list[Entry]:
    """The entries of what was found on a sheet. An answer older than one that the book holds at its step is passed over: entered
    behind it, it would be the last word."""
    known = in_book(ledger, key.office, key.package_id)
    return not_entered(ledger, key, [sign for sign in signs if not any(_is_older(sign, other) for other in known)])


def _is_older(sign: SignOff, other: SignOff) -> bool:
    same = (other.step, other.covers, other.digest, other.emergency) == (sign.step, sign.covers, sign.digest, sign.emergency)
    return same and other.at > sign.at


def not_entered(ledger: Ledger, key: PackageKey, signs: Sequence[SignOff]) -> list[Entry]:
    """The entries of those sign-offs that the book does not hold yet."""
    if not signs:
        return []
    known = [entry["evidence"] for entry in queries.history(ledger, key.office, key.package_id, [Kind.SIGN_OFF])]
    known += [sign.data() for sign in answers(ledger, key.office, key.package_id)]
    told = [sign.data() for sign in sorted(signs, key=lambda sign: sign.at)]
    return [Entry(Kind.SIGN_OFF, "signed", key.package_id, key.revision, evidence=sign) for sign in told if sign not in known]

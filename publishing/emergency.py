"""Publishing before the procedure is gone through: one order, by whom the office names, over the very bytes that go out."""

from collections.abc import Iterable
from datetime import datetime

from content_queue.problems import Problem
from content_queue.profile import Covers
from content_queue.sheet import Decision, Sheet, SignOff, Verdict
from language.say import t
from ledger.entries import Entry, Kind, PackageKey
from ledger.queries import PackageRow
from publishing.desk import Desk

_MAY_BE_MISSING = frozenset({"step-missing", "step-other-bytes", "basis-missing"})
"""What an emergency passes over: steps that nobody answered yet, and what they were to find. A "Tidak", and anything that is
wrong, it does not."""


def granted(
    desk: Desk, row: PackageRow, sheet: Sheet, problems: Iterable[Problem], now: datetime, *, fresh: bool = False
) -> SignOff | None:
    """The order on the strength of which these bytes may go out although steps are missing; None if there is none that counts."""
    if any(problem.code not in _MAY_BE_MISSING for problem in problems):
        return None
    orders = [sign for sign in sheet.sign_offs if _orders(desk, row, sign) and sign.at <= now]
    order = max(orders, key=lambda sign: sign.at, default=None)
    if order is None or (desk.signatures and desk.signatures.fault(row.key.package_id, desk.ordering, order, fresh=fresh)):
        return None
    return order


def _orders(desk: Desk, row: PackageRow, sign: SignOff) -> bool:
    said = sign.emergency and sign.decision is Decision.YES and sign.step == desk.ordering.nr
    return said and sign.covers is Covers.CONTENT and sign.digest == row.digest and sign.person in desk.emergency


def entries(key: PackageKey, verdict: Verdict) -> list[Entry]:
    """The entry that a package goes out in an emergency; none where it was approved as it should be."""
    if verdict.emergency is None:
        return []
    return [Entry(Kind.EMERGENCY, "ordered", key.package_id, key.revision, evidence=verdict.emergency.data())]


def refusal(sign: SignOff, allowed: tuple[str, ...]) -> str:
    """Why somebody may not order an emergency, empty for any other sign-off."""
    if not sign.emergency:
        return ""
    people = ", ".join(allowed) or t("tidak seorang pun")
    return t("{person} tidak berhak memerintahkan tayang darurat; yang berhak: {people}", person=sign.person, people=people)

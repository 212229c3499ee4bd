"""The legal basis that a procedure asks for: content that names none is not approved."""

from collections.abc import Iterator, Mapping

from content_queue.package import LegalBasis
from content_queue.problems import PackageProblems, Problem
from content_queue.profile import Step
from content_queue.read import front_matter
from ledger.queries import PackageRow
from publishing.desk import AWAITING, Desk


def without_basis(kind: str, bases: tuple[LegalBasis, ...], grounded: Mapping[str, Step], where: str) -> Iterator[Problem]:
    """The problem of content of a kind that must name its legal basis and does not."""
    step = grounded.get(kind)
    if step is not None and not bases:
        yield Problem("basis-missing", where, None, {"step": step.nr, "activity": step.activity})


def ungrounded(desk: Desk, row: PackageRow) -> Iterator[Problem]:
    """The same of sealed bytes that wait for their approval; what is approved already was judged then."""
    if row.state != AWAITING or row.kind not in desk.grounded:
        return
    try:
        front = front_matter(desk.store / row.digest, desk.zone, desk.wish)
    except (PackageProblems, OSError):  # told where the package is read whole
        return
    bases = tuple(basis.told() for basis in front.legal_basis)
    yield from without_basis(row.kind, bases, desk.grounded, row.folder)

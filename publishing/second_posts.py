"""What would be a second post of what is on its way or public is not sealed; PackageProblems says what it meets."""

from collections.abc import Iterable, Sequence

from content_queue.listing import same_elsewhere
from content_queue.package import Package
from content_queue.problems import PackageProblems, Problem
from ledger import queries
from ledger.queries import PackageRow, PublicationRow
from ledger.store import Ledger
from publishing.desk import APPROVED, AWAITING, LATE, Desk, was_sent
from publishing.standing import is_settled
from publishing.states import NEVER_SENT, State


def refuse_other_spelling(ledger: Ledger, desk: Desk, name: str) -> None:
    """To some systems it is the name of what is public already: a correction by another spelling would be a second post."""
    called = same_elsewhere(name)
    for row in queries.packages(ledger, desk.office):
        other = row.key.package_id
        if other != name and same_elsewhere(other) == called and _sent(ledger, [row]):
            raise PackageProblems([Problem("name-collision", name, None, {"other": other})])


def twins(ledger: Ledger, desk: Desk, name: str, digest: str) -> list[PackageRow]:
    """The same bytes under other names: a copied or renamed folder brings its approval along, and must not go out again.

    Raises PackageProblems while a twin still waits in its own folder.
    """
    found = [row for row in queries.packages(ledger, desk.office) if row.digest == digest and row.key.package_id != name]
    for row in found:
        if row.state in (AWAITING, APPROVED, LATE) and desk.folder(row).exists():
            raise PackageProblems([Problem("already-published", name, None, {"url": row.key.package_id})])
    return found


def refuse_second_post(ledger: Ledger, package: Package, earlier: Iterable[PackageRow]) -> None:
    """What is already on its way or public does not go out a second time."""
    for publication in _sent(ledger, earlier):
        where = {"url": publication.url or publication.state}
        raise PackageProblems([Problem("already-published", package.id, None, where)])


def _sent(ledger: Ledger, rows: Iterable[PackageRow]) -> list[PublicationRow]:
    """The publications that may be public, of these revisions."""
    found = [publication for row in rows for publication in queries.publications(ledger, row.key.office, package=row.key)]
    return [publication for publication in found if publication.state not in (*NEVER_SENT, State.WITHDRAWN)]


def expect_correction(ledger: Ledger, package: Package, earlier: Sequence[PackageRow]) -> None:
    """A new revision of what is public would be a second post, unless it says what it corrects; and nothing else may say so."""
    same = any(row.digest == package.digest and was_sent(ledger, row) for row in earlier)
    if same or not package.correction:
        refuse_second_post(ledger, package, earlier)
    if not package.correction:
        return
    sent = _sent(ledger, earlier)
    if unsure := [publication.key.channel for publication in sent if not is_settled(publication)]:
        raise PackageProblems([Problem("correction-too-early", package.id, None, {"channels": ", ".join(unsure)})])
    if not any(publication.url for publication in sent):
        raise PackageProblems([Problem("nothing-to-correct", package.id)])

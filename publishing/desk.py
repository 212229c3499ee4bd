"""Where one office's packages lie, and what is asked of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from content_queue.folder import QueueFolder
from content_queue.listing import SHEET, list_folder
from content_queue.package import Package
from content_queue.problems import PackageProblems
from content_queue.profile import Covers, Step
from content_queue.read import NO_PAGES, PageWish, read
from content_queue.seal import digest_of, hashes
from content_queue.sheet import SignOff
from ledger import queries
from ledger.conditions import nothing_sent
from ledger.entries import Entry, Kind
from ledger.queries import PackageRow
from ledger.store import Ledger
from publishing.judging import Judge
from publishing.states import NEVER_SENT

AWAITING = "awaiting_approval"
APPROVED = "approved"
DONE = "done"
CANCELLED = "cancelled"
REPLACED = "replaced"
LATE = "late"
RETURNED = "returned"
DERIVATIVES = "turunan"


@dataclass(frozen=True)
class Desk:
    """One office's queue folder, sealed store, channels, zone, the steps without whose sign-off nothing goes out, and who
    may sign them (by step number; a step that is not named there may be signed by all `people`).

    `signatures`: who judges the signatures, by key or in a PDF, of an office that asks for them; None where they are attested.
    `wish`: which channels show a PDF by its pages. `procedure`: every step that people may sign, in their order.
    `emergency`: who may order that something goes out before its procedure is gone through. `grounded`: the kinds of package that
    must name their legal basis, with the step that asks for it.
    """

    office: str
    queue: QueueFolder
    store: Path
    channels: tuple[str, ...]
    zone: ZoneInfo
    required: tuple[Step, ...]
    people: tuple[str, ...]
    signers: Mapping[int, tuple[str, ...]]
    signatures: Judge | None = None
    wish: PageWish = NO_PAGES
    procedure: tuple[Step, ...] = ()
    emergency: tuple[str, ...] = ()
    grounded: Mapping[str, Step] = field(default_factory=dict)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every step that people may sign; where nothing else is said, those that must be."""
        return self.procedure or self.required

    @property
    def check(self) -> Step:
        """The step at which the content is checked: the first required one that decides about it, else the first about it."""
        about = [step for step in self.required if step.covers is Covers.CONTENT]
        return next(step for step in (*(step for step in about if step.decision), *about))

    @property
    def derivatives(self) -> Path:
        """Pictures as they are published, made again from the sealed ones whenever they are missing."""
        return derivatives_in(self.store)

    def read(self, row: PackageRow, *, make_films: bool = True) -> Package:
        """The sealed package; raises PackageProblems if the store was touched."""
        return self.read_sealed(self.store / row.digest, row.key.package_id, row.key.revision, make_films=make_films)

    def read_sealed(self, path: Path, package_id: str, revision: int, *, make_films: bool = True) -> Package:
        """The package whose sealed bytes lie at `path`; raises PackageProblems."""
        asked = (path, self.office, package_id, revision, self.zone, self.derivatives, self.wish)
        return read(*asked, make_films=make_films)

    def folder(self, row: PackageRow) -> Path:
        """The dropped folder of a package."""
        return self.queue.inbox / row.folder

    def sheet(self, row: PackageRow) -> Path:
        """Its disposition sheet, whether it is there or not."""
        return self.folder(row) / SHEET

    def may_sign(self, step: int) -> tuple[str, ...]:
        """The ids of the people whose signature counts at a step."""
        return self.signers.get(step) or self.people

    def entitled(self, sign: SignOff) -> tuple[str, ...]:
        """The ids of the people who may say this."""
        return self.emergency if sign.emergency else self.may_sign(sign.step)

    @property
    def ordering(self) -> Step:
        """The step whose sign-off lets content go out in the end."""
        return [step for step in self.required if step.covers is Covers.CONTENT][-1]

    def holds_sealed_bytes(self, row: PackageRow) -> bool:
        """Whether the dropped folder still is exactly what was sealed; time stamps can lie, hashes cannot."""
        try:
            return digest_of(hashes(self.folder(row))) == row.digest
        except (PackageProblems, OSError):
            return False

    def is_open(self, row: PackageRow) -> bool:
        """Whether somebody has a file of the dropped folder open in Word."""
        try:
            return list_folder(self.folder(row)).locked
        except PackageProblems:
            return False


def was_sent(ledger: Ledger, row: PackageRow) -> bool:
    """Whether anything of this package may have left the house."""
    with ledger.reading() as connection:
        return not nothing_sent(row.key, NEVER_SENT)(connection)


def wait_again(ledger: Ledger, row: PackageRow, along: Sequence[Entry]) -> None:
    """Enter, with `along`, that an approved package waits for its approval again. Raises Overtaken once anything of it may have
    left: each intent to send is entered only while its package is approved, so that one of the two comes first."""
    unsent = nothing_sent(row.key, NEVER_SENT)
    ledger.append(row.key.office, [*along, _state_entry(row, AWAITING, "")], provided=unsent)


def set_state(ledger: Ledger, row: PackageRow, state: str, problem: str = "") -> None:
    """Enter a package's new state."""
    ledger.append(row.key.office, [_state_entry(row, state, problem)])


def put_aside(ledger: Ledger, row: PackageRow, state: str) -> None:
    """Enter that a package goes no further; what had begun before it, and waited for it, goes on."""
    ledger.append(row.key.office, [_state_entry(row, state, ""), *going_on(ledger, row)])


def going_on(ledger: Ledger, row: PackageRow) -> list[Entry]:
    """What makes the revision go on that was under way when this one, of which nothing was sent, took its place."""
    earlier = [one for one in queries.revisions(ledger, *row.key[:2]) if one.key.revision < row.key.revision]
    begun = next((one for one in reversed(earlier) if was_sent(ledger, one)), None)
    if begun is None or begun.state != REPLACED:
        return []
    facts = {"state": APPROVED, "problem": ""}
    return [Entry(Kind.PACKAGE, "continued", begun.key.package_id, begun.key.revision, facts=facts)]


def _state_entry(row: PackageRow, state: str, problem: str) -> Entry:
    return Entry(Kind.PACKAGE, state, row.key.package_id, row.key.revision, facts={"state": state, "problem": problem})


def note(ledger: Ledger, row: PackageRow, problem: str) -> None:
    """Say at an approved package why it does not go on, for the board; the same words are not entered twice."""
    now = next((r for r in queries.revisions(ledger, row.key.office, row.key.package_id) if r.key == row.key), row)
    if now.state == APPROVED and now.problem != problem:
        key = row.key
        ledger.append(key.office, [Entry(Kind.PACKAGE, "noted", key.package_id, key.revision, facts={"problem": problem})])


def derivatives_in(store: Path) -> Path:
    """Where a store keeps pictures as they are published."""
    return store / DERIVATIVES

"""Who is awaited now: the step at which each package stands, since when, and whether its standard time is over."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.office import Office
from config.settings import HomeSettings
from content_queue.profile import Step
from content_queue.sheet import Sheet, Verdict
from flows.sop import Copies, Procedure, Story, course_of, due_at, kept_since, minutes, procedure_of, public_since
from ledger import month_queries, queries
from ledger.chain import stamp
from ledger.entries import Kind
from ledger.queries import PackageRow, PublicationRow
from ledger.store import Ledger
from publishing import approval
from publishing.desk import APPROVED, AWAITING, LATE, Desk
from publishing.states import State
from reports.say import Words
from reports.sop import duration
from reports.words import moment

_RECENT = timedelta(days=31)
"""How far back a link without its copy is looked for; what is older is told by the nightly round."""
_STUCK = (State.NEEDS_HUMAN, State.DEAD)
BY_TAYANG = ("tayang",)
BY_A_PERSON = ("keputusan orang",)


@dataclass(frozen=True)
class Waiting:
    """One package and the step that it waits for. `since` with `at_least`: it waits since then or longer, nobody knows.

    `late` is by how many minutes the standard time is over: 0 while it is not, None where there is none or it is postponed.
    """

    package: str
    revision: int
    step: int
    activity: str
    who: tuple[str, ...]
    since: datetime
    at_least: bool = False
    postponed: bool = False
    due: datetime | None = None
    late: int | None = None


class SopNow:
    """The procedure of one office as it stands at an instant."""

    def __init__(self, settings: HomeSettings, office: Office, ledger: Ledger, desk: Desk, now: datetime) -> None:
        self.office, self.ledger, self.desk, self.now = office, ledger, desk, now
        self.procedure: Procedure = procedure_of(settings, office)

    def everybody(self) -> list[Waiting]:
        """Every package that waits for somebody or something, the latest first, then in the order of waiting."""
        rows = queries.packages(self.ledger, self.office.slug, [AWAITING, APPROVED, LATE])
        stories = self.stories(rows)
        found = [self._of(row, stories.get(row.key.package_id, ())) for row in rows]
        waiting = [one for one in (*found, *self._without_copy()) if one]
        return sorted(waiting, key=lambda one: (-(one.late or 0), one.since, one.package))

    def stories(self, rows: Iterable[PackageRow]) -> Mapping[str, Story]:
        """What the ledger says of these packages."""
        names = sorted({row.key.package_id for row in rows})
        return month_queries.stories_of(self.ledger, self.office.slug, names, [Kind.PACKAGE, Kind.SIGN_OFF])

    def signature(self, row: PackageRow, story: Story, sheet: Sheet, verdict: Verdict) -> Waiting | None:
        """The step that a package without its signatures waits for; None where nothing is missing but its sheet is wrong."""
        if not verdict.missing:
            return None
        course = course_of(self.procedure, story, (sign for sign in sheet.sign_offs if sign.at <= self.now))
        nr = course.back or min(verdict.missing)
        step, began, stopped = self.procedure.step(nr), course.begins.get(nr), course.postponed.get(nr)
        since = stopped or began or course.arrived
        if since is None:
            return None
        who = self.desk.may_sign(nr)
        if stopped:
            return Waiting(row.key.package_id, row.key.revision, nr, step.activity, who, since, postponed=True)
        return self._waiting(row, step, who, since, at_least=began is None)

    def _of(self, row: PackageRow, story: Story) -> Waiting | None:
        if row.state == AWAITING:
            return self.signature(row, story, *approval.verdict(self.desk, row, self.now))
        return self.publication(row, story, queries.publications(self.ledger, self.office.slug, package=row.key))

    def publication(self, row: PackageRow, story: Story, publications: Sequence[PublicationRow]) -> Waiting | None:
        """The publication of an approved package whose time has come, while a channel is not proved yet."""
        due = due_at(story, row.key.revision)
        if due is None or due > self.now or (publications and public_since(publications)):
            return None
        stuck = row.state == LATE or any(publication.state in _STUCK for publication in publications)
        return self._waiting(row, self.procedure.carried_out, BY_A_PERSON if stuck else BY_TAYANG, due)

    def _without_copy(self) -> Iterator[Waiting]:
        archive = self.procedure.archived
        if archive is None:
            return
        since, until = stamp(self.now - _RECENT), stamp(self.now + timedelta(days=1))
        young = {row.key.package_id for row in month_queries.published_between(self.ledger, self.office.slug, since, until)}
        names = sorted(young)
        copies = month_queries.first_copies_of(self.ledger, self.office.slug, names)
        for rows in _by_package(month_queries.every_publication_of(self.ledger, self.office.slug, names)):
            yield from self._uncopied(archive, rows, copies)

    def _uncopied(self, archive: Step, rows: Sequence[PublicationRow], copies: Copies) -> Iterator[Waiting]:
        standing = [row for row in rows if row.state != State.WITHDRAWN]
        public = public_since(standing)
        if public and kept_since(standing, copies) is None:
            yield self._waiting(standing[0], archive, BY_TAYANG, public)

    def _waiting(
        self, row: PackageRow | PublicationRow, step: Step, who: tuple[str, ...], since: datetime, at_least: bool = False
    ) -> Waiting:
        due = self.procedure.time.due(step, since)
        return Waiting(
            package=row.key.package_id,
            revision=row.key.revision,
            step=step.nr,
            activity=step.activity,
            who=who,
            since=since,
            at_least=at_least,
            due=due,
            late=None if due is None else self._late(step, since),
        )

    def _late(self, step: Step, since: datetime) -> int:
        took = minutes(self.procedure.time, step, since, self.now)
        return max((took or 0) - (step.standard_minutes or 0), 0)


def told(one: Waiting, office: Office) -> str:
    """Since when a step is awaited and how late it is, as the end of a sentence."""
    say, least = Words(), "sedikitnya " if one.at_least else ""

    def when(at: datetime) -> str:
        return moment(at.astimezone(office.zone), office.time_zone)

    if one.postponed:
        return f"lagi sesudah ditunda {when(one.since)}"
    since = f"{least}sejak {when(one.since)}"
    if one.late:
        return f"{since}, terlambat {least}{duration(one.late, say)}"
    latest = "paling lambat " if one.at_least else ""
    return f"{since}, batasnya {latest}{when(one.due)}" if one.due else since


def _by_package(rows: Iterable[PublicationRow]) -> Iterable[list[PublicationRow]]:
    found: dict[tuple[str, int], list[PublicationRow]] = {}
    for row in rows:
        found.setdefault((row.key.package_id, row.key.revision), []).append(row)
    return found.values()

"""How long the steps of the procedure took for the packages of a month, from the ledger alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from statistics import median
from typing import Any

from config.office import Office
from config.settings import HomeSettings
from content_queue.profile import Counted, Profile, Step, load_profile
from content_queue.sheet import SignOff
from content_queue.step_times import Arrival, Course, follow
from flows.office_time import OfficeTime, office_time, unsettled
from flows.recap_book import Month
from flows.wiring import PROFILES, required_steps
from ledger import month_queries
from ledger.chain import instant, stamp
from ledger.entries import Kind
from ledger.queries import PublicationRow
from ledger.store import Ledger
from publishing.states import State
from readership.gains import month_bounds
from reports.model import SopMonth, StepRow

_MINUTE = timedelta(minutes=1)
_LEFT_OUT = frozenset({State.REJECTED, State.EXPIRED, State.WITHDRAWN})
Story = Sequence[Mapping[str, Any]]
Copies = Mapping[tuple[str, int, str], str]


@dataclass(frozen=True)
class Procedure:
    """The steps that one office follows and how it counts their time."""

    profile: Profile
    required: tuple[Step, ...]
    time: OfficeTime

    def step(self, nr: int) -> Step:
        return self.profile.steps[nr - 1]

    @property
    def order_is_signed(self) -> bool:
        """Whether the step in which tayang publishes begins with an order that people sign."""
        return self.profile.publish_step in self.required

    @property
    def carried_out(self) -> Step:
        """What tayang does of the step in which it publishes, counted by the clock: it works at night, too."""
        return by_clock(self.profile.publish_step)

    @property
    def archived(self) -> Step | None:
        """The step in which it keeps links and copies, where the procedure has one."""
        return by_clock(self.profile.archive_step) if self.profile.archive_step else None

    @property
    def by_people(self) -> tuple[Step, ...]:
        """The steps whose end is a signature."""
        return self.profile.by_people(self.required)


@dataclass(frozen=True)
class Took:
    """One run of one step of one package in whole minutes, rounded up; None: its beginning is not known."""

    step: int
    machine: bool
    package: str
    minutes: int | None


def by_clock(step: Step) -> Step:
    return step.model_copy(update={"counted": Counted.CLOCK})


def procedure_of(settings: HomeSettings, office: Office) -> Procedure:
    """The office's procedure as its settings say."""
    profile = load_profile(PROFILES / f"{office.sop.profile}.toml")
    return Procedure(profile, required_steps(office), office_time(office, settings.working_days))


def course_of(procedure: Procedure, story: Story, more: Iterable[SignOff] = ()) -> Course:
    """A package's way through the procedure, from its entries in the ledger and sign-offs that are not there yet."""
    signs = signs_of(story)
    arrivals = [Arrival(instant(entry["at"]), entry["facts"]["digest"]) for entry in story if entry["event"] == "sealed"]
    return follow(procedure.profile.steps, procedure.required, [*signs, *more], arrivals)


def signs_of(story: Story) -> list[SignOff]:
    """The sign-offs among a package's entries, in their order."""
    return [_sign_off(entry["evidence"]) for entry in story if entry["event"] == "signed"]


def _sign_off(evidence: Mapping[str, Any]) -> SignOff:
    return SignOff.model_validate({key: value for key, value in evidence.items() if key in SignOff.model_fields})


def due_at(story: Story, revision: int) -> datetime | None:
    """When a revision could go out: approved, and its own time come; None before it is approved."""
    own = [entry for entry in story if entry["kind"] == Kind.PACKAGE and entry["revision"] == revision]
    approved = [str(entry["facts"]["approved_at"]) for entry in own if entry["event"] == "approved"]
    planned = [str(at) for entry in own if entry["event"] == "sealed" and (at := entry["facts"]["publish_at"])]
    return max(map(instant, [approved[-1], *planned])) if approved else None


def month_of_steps(ledger: Ledger, settings: HomeSettings, office: Office, month: Month) -> SopMonth:
    """The steps of every package that began to be public in a month."""
    procedure = procedure_of(settings, office)
    packages = _cohort(ledger, office, month)
    names = sorted({name for name, _ in packages})
    stories = month_queries.stories_of(ledger, office.slug, names, [Kind.PACKAGE, Kind.SIGN_OFF])
    copies = month_queries.first_copies_of(ledger, office.slug, names)
    runs: list[Took] = []
    unfinished: set[str] = set()
    first, _ = month_bounds(month.year, month.month, office.zone)
    days = [first.astimezone(office.zone).date()]
    for (name, revision), rows in sorted(packages.items()):
        story = [entry for entry in stories.get(name, ()) if (entry["revision"] or 0) <= revision]
        course = course_of(procedure, story)
        runs += _by_people(procedure, name, course)
        days += [run.began.astimezone(office.zone).date() for run in course.runs if run.began]
        machine = list(_by_machine(procedure, name, due_at(story, revision), rows, copies))
        runs += [took for took in machine if took]
        unfinished |= {name} if None in machine else set()
    rows_ = tuple(_rows(procedure, runs, [name for name, _ in packages]))
    return SopMonth(rows_, len(packages), tuple(sorted(unfinished)), tuple(unsettled(days)) if packages else ())


def _cohort(ledger: Ledger, office: Office, month: Month) -> dict[tuple[str, int], list[PublicationRow]]:
    """The packages that had nothing public before this month, with their publications on every channel."""
    first, after = (stamp(at) for at in month_bounds(month.year, month.month, office.zone))
    young = {row.key[1:3] for row in month_queries.published_between(ledger, office.slug, first, after)}
    found: dict[tuple[str, int], list[PublicationRow]] = {}
    for row in month_queries.every_publication_of(ledger, office.slug, sorted({name for name, _ in young})):
        if row.key[1:3] in young:
            found.setdefault((row.key.package_id, row.key.revision), []).append(row)
    return {key: rows for key, rows in found.items() if min(row.published_at for row in rows if row.published_at) >= first}


def _by_people(procedure: Procedure, package: str, course: Course) -> Iterator[Took]:
    signed = {step.nr for step in procedure.by_people}
    for run in course.runs:
        if run.step in signed:
            yield Took(run.step, False, package, minutes(procedure.time, procedure.step(run.step), run.began, run.ended))


def minutes(time: OfficeTime, step: Step, began: datetime | None, ended: datetime) -> int | None:
    """Whole minutes, rounded up: a second over the standard time is over it. None where the beginning cannot be right."""
    if began is None or began > ended:
        return None
    return -(-time.took(step, began, ended) // _MINUTE)


def public_since(rows: Iterable[PublicationRow]) -> datetime | None:
    """When the last channel was proved; None while one still waits. Nobody waits for one that refused or that was taken back."""
    awaited = [row for row in rows if row.verified_at or row.state not in _LEFT_OUT]
    if not awaited or any(row.verified_at is None for row in awaited):
        return None
    return max(instant(str(row.verified_at)) for row in awaited)


def kept_since(rows: Iterable[PublicationRow], copies: Copies) -> datetime | None:
    """When the last proved channel had its copy in the book; None while one is missing."""
    proved = [row.key[1:] for row in rows if row.verified_at]
    kept = [copies[key] for key in proved if key in copies]
    return instant(max(kept)) if proved and len(kept) == len(proved) else None


def _by_machine(
    procedure: Procedure, name: str, due: datetime | None, rows: Sequence[PublicationRow], copies: Copies
) -> Iterator[Took | None]:
    """What tayang carried out: the publication, and the archive of links where it is a step; None: not ended."""
    public = public_since(rows)
    parts = [(procedure.carried_out, due, public)]
    if archive := procedure.archived:
        kept = kept_since(rows, copies)
        parts.append((archive, public, max(public, kept) if public and kept else None))
    for step, began, ended in parts:
        yield None if ended is None else Took(step.nr, True, name, minutes(procedure.time, step, began, ended))


def _rows(procedure: Procedure, runs: Sequence[Took], packages: Sequence[str]) -> Iterator[StepRow]:
    signed = {step.nr for step in procedure.by_people}
    for step in procedure.profile.steps:
        if step.nr in signed:
            own = [run for run in runs if run.step == step.nr and not run.machine]
            silent = len(packages) - len({run.package for run in own})
            ordered = step.model_copy(update={"standard_minutes": None}) if step == procedure.profile.publish_step else step
            yield _row(ordered, own, silent, named=step.activity)
        for machine in (procedure.carried_out, procedure.archived):
            if machine and machine.nr == step.nr:
                own = [run for run in runs if run.step == step.nr and run.machine]
                yield _row(machine, own, 0, named="" if step.nr in signed else step.activity)


def _row(step: Step, runs: Sequence[Took], silent: int, *, named: str) -> StepRow:
    known = sorted((run.minutes, run.package) for run in runs if run.minutes is not None)
    standard = step.standard_minutes
    within = None if standard is None else sum(took <= standard for took, _ in known)
    worst = max(known, key=lambda each: each[0]) if known else None
    return StepRow(
        nr=step.nr,
        activity=named,
        counted=str(step.counted),
        standard=standard,
        measured=len(known),
        median=ceil(median(took for took, _ in known)) if known else None,
        worst=worst[0] if worst else None,
        worst_package=worst[1] if worst else "",
        within=within,
        unknown=len(runs) - len(known) + silent,
        days=step.counted is not Counted.HOURS,
    )

"""Who is awaited now: the step at which each package stands, since when, and whether its standard time is over."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from config.office import Office
from config.settings import HomeSettings
from content_queue.listing import LONGEST_NAME, SHEET, bad_name
from content_queue.problems import PackageProblems
from content_queue.profile import Covers, Step
from content_queue.sheet import Sheet, SignOff, Verdict, load_sheet
from content_queue.step_times import Course
from flows.drafted_bytes import digest_here
from flows.sop import Copies, Procedure, Story, course_of, due_at, kept_since, minutes, procedure_of, public_since, signs_of
from language.say import later, spoken, t
from ledger import month_queries, queries, request_queries
from ledger.chain import stamp
from ledger.entries import Kind, PackageKey, PublicationKey
from ledger.queries import PackageRow, PublicationRow
from ledger.store import Ledger
from publishing.desk import APPROVED, AWAITING, LATE, RETURNED, Desk
from publishing.states import State
from publishing.verdicts import verdict_by_book
from reports.say import Words
from reports.sop import duration
from reports.words import long_date, moment

_RECENT = timedelta(days=31)
"""How far back a link without its copy is looked for; what is older is told by the nightly round."""
_FORGOTTEN = timedelta(days=366)
"""How long a proposal is told of whose folder is no longer in konsep/."""
_STUCK = (State.NEEDS_HUMAN, State.DEAD)
UNREADABLE = "unreadable"
logger = logging.getLogger(__name__)
BY_TAYANG = ("tayang",)
BY_A_PERSON = later("keputusan orang")


@dataclass(frozen=True)
class Waiting:
    """One package and the step that it waits for. `since` with `at_least`: it waits since then or longer, nobody knows.

    `late` is by how many minutes the standard time is over: 0 while it is not, None where there is none or it is postponed,
    `until` a day if one was set.
    """

    package: str
    revision: int
    step: int
    activity: str
    who: tuple[str, ...]
    since: datetime
    at_least: bool = False
    postponed: bool = False
    until: date | None = None
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
        waiting = [one for one in (*found, *(draft.waiting for draft in drafts(self)), *self._without_copy()) if one]
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
        return self.step_of(row.key, course, course.back or min(verdict.missing))

    def step_of(self, key: PackageKey, course: Course, nr: int) -> Waiting | None:
        """A package at a step that people sign; None where nothing says since when. What was postponed to a day comes up again
        on that day, as if the step began then."""
        step, began, stopped, until = (
            self.procedure.step(nr),
            course.begins.get(nr),
            course.postponed.get(nr),
            course.later.get(nr),
        )
        again = datetime.combine(until, time.min, self.office.zone) if until else None
        if stopped and again and again <= self.now:
            began, stopped = again, None
        since = stopped or began or course.arrived
        if since is None:
            return None
        who = self.desk.may_sign(nr)
        if stopped:
            return Waiting(key.package_id, key.revision, nr, step.activity, who, since, postponed=True, until=until)
        return self._waiting(key, step, who, since, at_least=began is None)

    def _of(self, row: PackageRow, story: Story) -> Waiting | None:
        if row.state == AWAITING:
            return self.signature(row, story, *verdict_by_book(self.ledger, self.desk, row, self.now))
        return self.publication(row, story, queries.publications(self.ledger, self.office.slug, package=row.key))

    def publication(self, row: PackageRow, story: Story, publications: Sequence[PublicationRow]) -> Waiting | None:
        """The publication of an approved package whose time has come, while a channel is not proved yet."""
        due = due_at(story, row.key.revision)
        if due is None or due > self.now or (publications and public_since(publications)):
            return None
        stuck = row.state == LATE or any(publication.state in _STUCK for publication in publications)
        return self._waiting(row.key, self.procedure.carried_out, (t(BY_A_PERSON),) if stuck else BY_TAYANG, due)

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
            yield self._waiting(standing[0].key, archive, BY_TAYANG, public)

    def _waiting(
        self, key: PackageKey | PublicationKey, step: Step, who: tuple[str, ...], since: datetime, at_least: bool = False
    ) -> Waiting:
        due = self.procedure.time.due(step, since)
        return Waiting(
            package=key.package_id,
            revision=key.revision,
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

    def when(at: datetime) -> str:
        return moment(at.astimezone(office.zone), office.time_zone)

    if one.postponed and one.until:
        return t("lagi mulai {day}, ditunda {when}", day=long_date(one.until), when=when(one.since))
    if one.postponed:
        return t("lagi sesudah ditunda {when}", when=when(one.since))
    values = {
        "since": when(one.since),
        "late": duration(one.late, Words(spoken())) if one.late else "",
        "due": when(one.due) if one.due else "",
    }
    return t(_since(one), **values)


def _since(one: Waiting) -> str:
    if one.late and one.at_least:
        return later("sedikitnya sejak {since}, terlambat sedikitnya {late}")
    if one.late:
        return later("sejak {since}, terlambat {late}")
    if one.due and one.at_least:
        return later("sedikitnya sejak {since}, batasnya paling lambat {due}")
    if one.due:
        return later("sejak {since}, batasnya {due}")
    return later("sedikitnya sejak {since}") if one.at_least else later("sejak {since}")


def _by_package(rows: Iterable[PublicationRow]) -> Iterable[list[PublicationRow]]:
    found: dict[tuple[str, int], list[PublicationRow]] = {}
    for row in rows:
        found.setdefault((row.key.package_id, row.key.revision), []).append(row)
    return found.values()


@dataclass(frozen=True)
class Draft:
    """One package in konsep/ that people have signed for: how it stands there, what it waits for, what was said last.

    `waiting` None: it is ready to be handed in, or nothing tells since when it waits. `there` False: its folder is gone.
    `trouble`: why nothing can be told of it, and what to do.
    """

    name: str
    revision: int
    state: str
    waiting: Waiting | None
    note: str = ""
    there: bool = True
    trouble: str = ""


def drafts(sop: SopNow) -> list[Draft]:
    """Every package that is prepared along the procedure: proposed, postponed, accepted, or sent back by the check."""
    inside, shut = _looked_into(sop.desk.queue.drafts)
    asked = request_queries.proposed(sop.ledger, sop.office.slug, stamp(sop.now - _FORGOTTEN))
    rows = {row.key.package_id: row for row in queries.packages(sop.ledger, sop.office.slug)}
    returned = {name for name, row in rows.items() if row.state == RETURNED}
    proposed = {name for name in asked if not (sop.desk.queue.inbox / name).is_dir()}
    names = sorted((inside | returned | proposed) - shut.keys())
    stories = month_queries.stories_of(sop.ledger, sop.office.slug, names, [Kind.PACKAGE, Kind.SIGN_OFF])
    revisions = {name: row.key.revision for name, row in rows.items()}
    found = [_told_alone(sop, name, revisions.get(name, 0), stories.get(name, ()), name in inside) for name in names]
    found += [Draft(_writable(name), revisions.get(name, 0), UNREADABLE, None, trouble=why) for name, why in shut.items()]
    return sorted(found, key=lambda draft: draft.name)


def _looked_into(folder: Path) -> tuple[set[str], dict[str, str]]:
    """The packages in konsep/ that have a sheet; and why others there cannot be looked into, by name."""
    inside, shut = set(), {}
    for name in _names(folder):
        try:
            has_sheet = (folder / name / SHEET).is_file()
        except OSError as error:
            said = later(
                "Map ini di konsep/ tidak dapat dibuka tayang ({why}). "
                "Minta pengelola komputer memberi tayang hak membacanya, atau pindahkan mapnya."
            )
            shut[name] = t(said, why=error.strerror)
            continue
        if has_sheet and (bad_name(name) or len(name) > LONGEST_NAME):
            shut[name] = t("Nama map ini di konsep/ terlalu panjang atau memuat huruf yang tidak dapat ditulis; ganti namanya.")
        elif has_sheet:
            inside.add(name)
    return inside, shut


def _writable(name: str) -> str:
    """A name with its characters as codes where it holds some that no page and no message can hold."""
    return name.encode("unicode_escape").decode("ascii") if bad_name(name) else name


def _told_alone(sop: SopNow, name: str, revision: int, story: Story, there: bool) -> Draft:
    """One of them; whatever somebody laid there, it keeps no other from the board, the forms and the messages."""
    try:
        return _draft(sop, name, revision, story, there)
    except Exception as fault:
        logger.error("%s: %s: %s", name, type(fault).__name__, fault)  # noqa: TRY400  one line for people
        logger.debug(t("Rincian"), exc_info=True)
        said = later("Map ini di konsep/ tidak dapat diurus ({error}); lihat log, laporkan kepada pengelola.")
        return Draft(name, revision, UNREADABLE, None, there=there, trouble=t(said, error=type(fault).__name__))


def _draft(sop: SopNow, name: str, revision: int, story: Story, there: bool) -> Draft:
    signs = _signs_in(sop.desk.queue.drafts / name / SHEET) if there else ()
    course = course_of(sop.procedure, story, (sign for sign in signs if sign.at <= sop.now))
    told = [*signs_of(story), *signs]
    note = max(told, key=lambda sign: sign.at).note if told else ""
    nr = _next(sop, course, name)
    waiting = sop.step_of(PackageKey(sop.office.slug, name, revision), course, nr) if nr is not None else None
    requests = [step.nr for step in sop.procedure.required if step.covers is Covers.REQUEST]
    if course.back:
        state = "returned"
    elif waiting is not None and waiting.postponed:
        state = "postponed"
    else:
        state = "accepted" if all(nr in course.done for nr in requests) else "proposed"
    return Draft(name, revision, state, waiting, note, there)


def _next(sop: SopNow, course: Course, name: str) -> int | None:
    """The step that is awaited: the one that was led back to, one that is postponed, else the first that must or can be signed
    after the last that was. None where no person signs that one: then it is ready to be handed in."""
    nr = course.back or min(course.postponed, default=None) or _after_the_last(sop, course, name)
    return nr if any(step.nr == nr for step in sop.desk.steps) else None


def _after_the_last(sop: SopNow, course: Course, name: str) -> int | None:
    """A folder that is copied into konsep/ from arsip/ brings along what was signed for its bytes. What else lies there now is
    handed in anew; since when it waits nobody knows, and the sign-offs of long ago do not make it late."""
    requests = {step.nr for step in sop.procedure.profile.steps if step.covers is Covers.REQUEST}
    missing = [step.nr for step in sop.procedure.required if step.nr in requests and step.nr not in course.done]
    last = max(course.done, default=0)
    if last and last not in requests and course.done[last] != digest_here(sop.desk.queue.drafts / name):
        return min(missing, default=None)
    return min([*missing, last + 1])


def _signs_in(path: Path) -> tuple[SignOff, ...]:
    try:
        return load_sheet(path).sign_offs
    except PackageProblems:
        return ()


def _names(folder: Path) -> list[str]:
    return [entry.name for entry in folder.iterdir() if not entry.name.startswith(".")] if folder.is_dir() else []

"""When each step of one package's procedure began and ended, as its sign-offs and the arrivals of its content tell.

A step begins when the step before it ends. What nobody wrote down is not guessed: such a beginning is None.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from content_queue.profile import Covers, Step
from content_queue.sheet import Decision, SignOff


@dataclass(frozen=True)
class Arrival:
    """Content came in and was sealed under this digest."""

    at: datetime
    digest: str


@dataclass(frozen=True)
class Run:
    """A step was gone through once; a step that a "Tidak" led back to is gone through again. `began` None: not known."""

    step: int
    began: datetime | None
    ended: datetime


@dataclass
class Course:
    """How far a package has come in its procedure, and every run so far, oldest first."""

    runs: list[Run] = field(default_factory=list)
    begins: dict[int, datetime] = field(default_factory=dict)
    """When the steps began that can be told of, as far as they have not ended."""
    postponed: dict[int, datetime] = field(default_factory=dict)
    """Steps whose "Tidak" led to no other step: the package waits since then, with no end set."""
    later: dict[int, date] = field(default_factory=dict)
    """Of those, the ones for which a day was set on which to look again."""
    back: int | None = None
    """The step that the last "Tidak" led back to, while it has not ended again."""
    arrived: datetime | None = None
    done: dict[int, str] = field(default_factory=dict)
    """Steps that have ended, with the content that this was about; none for the request."""

    def _end(self, step: int, at: datetime, digest: str | None = None) -> None:
        self.runs.append(Run(step, self.begins.pop(step, None), at))
        if digest is not None:
            self.done[step] = digest
        if self.back == step:
            self.back = None

    def _begin(self, step: int, at: datetime, digest: str = "") -> None:
        if not self._has_ended(step, digest):
            self.begins[step] = at

    def _has_ended(self, step: int, digest: str) -> bool:
        return step in self.done and (not digest or self.done[step] in ("", digest))

    def _void(self, steps: Iterable[int]) -> None:
        for step in steps:
            self.done.pop(step, None)
            self.begins.pop(step, None)


def follow(steps: Sequence[Step], required: Sequence[Step], signs: Iterable[SignOff], arrivals: Iterable[Arrival]) -> Course:
    """The course of one package through its procedure. A sign-off that was entered twice counts once."""
    course, by_number = Course(), {step.nr: step for step in steps}
    told = sorted({_once(sign): sign for sign in signs if sign.step in by_number and not sign.emergency}.values(), key=_order)
    events: list[Arrival | SignOff] = [*arrivals, *told]
    for event in sorted(events, key=_order):
        if isinstance(event, Arrival):
            _arrive(course, event, by_number, _check(required), told)
        else:
            _sign(course, event, by_number)
    return course


def _check(required: Sequence[Step]) -> int:
    """The step for which content is handed over: the first required one that decides about it, else the first about it at all."""
    about = [step for step in required if step.covers is Covers.CONTENT]
    return next((step.nr for step in (*(step for step in about if step.decision), *about)), 0)


def _once(sign: SignOff) -> tuple[object, ...]:
    return sign.step, sign.decision, sign.at, sign.person, sign.digest


def _order(event: Arrival | SignOff) -> tuple[datetime, int, bool]:
    """By time; in one instant content comes in before it is signed, earlier steps come first, and "Tidak" has the last word."""
    if isinstance(event, Arrival):
        return event.at, 0, False
    return event.at, event.step, event.decision is Decision.NO


def _arrive(course: Course, arrival: Arrival, steps: dict[int, Step], check: int, signs: Sequence[SignOff]) -> None:
    """Content that comes in ends the step before its check, unless that step was signed for it; what was signed over
    other content is void. Bytes that somebody had checked already were handed over before anybody here saw them."""
    course.arrived = arrival.at
    if any(sign.step >= check and sign.digest == arrival.digest and sign.at < arrival.at for sign in signs):
        return
    course._void(nr for nr, step in steps.items() if step.covers is Covers.CONTENT and nr >= check)
    before = steps.get(check - 1)
    if before is None or before.covers is Covers.REQUEST:
        course._begin(check, arrival.at)
        return
    signed = [sign.at for sign in signs if _hands_over(sign, before.nr, arrival.digest)]
    if not signed:
        course._end(before.nr, arrival.at, arrival.digest)
        course._begin(check, arrival.at)
    elif signed[0] < arrival.at:
        course._begin(check, signed[0])


def _hands_over(sign: SignOff, step: int, digest: str) -> bool:
    return sign.step == step and sign.decision is Decision.YES and sign.digest == digest


def _sign(course: Course, sign: SignOff, steps: dict[int, Step]) -> None:
    step = steps[sign.step]
    if sign.decision is Decision.NO:
        _refuse(course, step, sign, steps)
    elif not course._has_ended(step.nr, sign.digest):  # a second signature under the same answer is no second run
        course._end(step.nr, sign.at, sign.digest)
        course.postponed.pop(step.nr, None)
        course.later.pop(step.nr, None)
        course._begin(step.nr + 1, sign.at, sign.digest)


def _refuse(course: Course, step: Step, sign: SignOff, steps: dict[int, Step]) -> None:
    """A "Tidak" ends a run too, and leads back; without a step to go back to, the package waits for its day, if one was set."""
    at = sign.at
    course._end(step.nr, at)
    back = step.returns_to or step.nr
    course._void(nr for nr in steps if nr >= back)
    if step.returns_to is None:
        course.postponed[step.nr] = at
        course.later.pop(step.nr, None)
        course.later |= {step.nr: sign.later} if sign.later else {}
    else:
        course.back = back
        course._begin(back, at)

"""What a month's recap says, before it takes the form of a file: every form is written from this one value."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from language.say import OWN, Language

Part = tuple[int | None, tuple[int, int | None] | None]
"""A number (None: unknown), and between what and what it lies (None: it is exact)."""


@dataclass(frozen=True)
class Letterhead:
    """The office's head of letter, top line first."""

    lines: tuple[str, ...]
    address: str
    city: str


@dataclass(frozen=True)
class Signer:
    """Who signs the recap."""

    name: str
    role: str
    nip: str

    @property
    def number(self) -> str:
        """The line under the name; empty for a person without a NIP."""
        return f"NIP {self.nip}" if self.nip else ""


@dataclass(frozen=True)
class PublishedRow:
    """One published content on one channel; `None` readers are unknown, which is not zero.

    `content` is the same for one content on all of its channels; empty: it stands for itself. `summed` False: this channel
    counts something else than readers of the website; its figure stands in the note alone.
    """

    no: int
    title: str
    url: str
    channel: str
    category: str
    published_at: str
    grade: str
    copy: str
    readers_total: int | None
    readers_gained: int | None
    source: str
    note: str
    summed: bool = True
    total_bounds: tuple[int, int | None] | None = None
    gained_bounds: tuple[int, int | None] | None = None
    """Between what and what a number lies; None: it is exact. An upper bound None: nobody knows it."""
    content: str = ""


@dataclass(frozen=True)
class Total:
    """The sum of what is known and how many contents stand outside it; `value` is None when nothing at all is known."""

    value: int | None
    unknown: int
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class Section:
    """One small table of the recap: cells are text, whole numbers, or None for what is not known."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | None, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class StepRow:
    """One step of the procedure in a month: durations in whole minutes, rounded up; None is not known or does not apply.

    `activity` empty: the part of the step above that tayang carries out. `days`: its time is counted in days of 24 hours.
    """

    nr: int
    activity: str
    counted: str
    standard: int | None
    measured: int
    median: int | None
    worst: int | None
    worst_package: str
    within: int | None
    unknown: int
    days: bool = False


@dataclass(frozen=True)
class SopMonth:
    """A month's steps, of how many packages; those whose procedure has not ended; years whose holidays are not settled."""

    rows: tuple[StepRow, ...] = ()
    packages: int = 0
    unfinished: tuple[str, ...] = ()
    unsettled: tuple[int, ...] = ()


@dataclass(frozen=True)
class MonthData:
    """One office's month as it stood at `cutoff`; `daily` holds the readers gained on each day, None where not measured."""

    office_name: str
    letterhead: Letterhead
    signer: Signer
    year: int
    month: int
    rows: tuple[PublishedRow, ...]
    daily: tuple[int | None, ...]
    previous_gained: int | None
    notes: tuple[str, ...]
    cutoff: datetime
    version: int
    practice: bool
    sections: tuple[Section, ...] = ()
    trend: tuple[tuple[str, int | None], ...] = ()
    """The last twelve months, oldest first: `2026-10` and what its recap says was gained; None: no recap knows."""
    last_year_gained: int | None = None
    year_gained: int | None = None
    completeness: tuple[int, int] = (0, 0)
    """Days of contents that were measured, of those that could have been."""
    language: Language = OWN
    paper: str = "A4"
    template_sha256: str = ""
    sop: SopMonth = SopMonth()

    @property
    def count(self) -> int:
        """How many contents were published, each counted once on however many channels."""
        return len({row.content or row.no for row in self.rows})

    @property
    def readers_total(self) -> Total:
        """All readers of the contents since each was published; not known where no content counts any."""
        return readers_sum(self.rows, lambda row: (row.readers_total, row.total_bounds))

    @property
    def readers_gained(self) -> Total:
        """Readers that the contents gained within the month; the same."""
        return readers_sum(self.rows, lambda row: (row.readers_gained, row.gained_bounds))

    @property
    def unmeasured_days(self) -> int:
        """On how many days nothing was measured."""
        return sum(day is None for day in self.daily)


def sum_known(values: Iterable[int | None]) -> Total:
    """Add what is known and count what is not; no values at all make a true zero."""
    listed = list(values)
    known = [value for value in listed if value is not None]
    return Total(value=sum(known) if known or not listed else None, unknown=len(listed) - len(known))


def bounded_sum(values: Iterable[Part]) -> Total:
    """The sum of what is known with its bounds; the upper one is None where one of the parts has none."""
    listed = list(values)
    total = sum_known(value for value, _ in listed)
    if total.value is None:
        return total
    known = [bounds or (value, value) for value, bounds in listed if value is not None]
    highs = [high for _, high in known if high is not None]
    return Total(total.value, total.unknown, sum(low for low, _ in known), sum(highs) if len(highs) == len(known) else None)


class _Content(Protocol):
    @property
    def summed(self) -> bool:
        """Whether its channel counts readers of the website."""


_AContent = TypeVar("_AContent", bound=_Content)


def readers_sum(contents: Iterable[_AContent], counted: Callable[[_AContent], Part]) -> Total:
    """The readers of the contents that count any. Posts on social channels alone are no 0 readers: nobody counted them."""
    listed = list(contents)
    counting = [counted(one) for one in listed if one.summed]
    return bounded_sum(counting) if counting or not listed else Total(None, 0)

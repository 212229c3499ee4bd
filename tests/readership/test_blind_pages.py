"""Three sets of pages, each by a hand that had not seen the parser: 95 % right, never a number where a page shows none."""

import csv
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from readership.page import PageReading, read_page

HERE = Path(__file__).parent
SETS = ("blind", "blind2", "blind3")
_OPEN, _NONE = "open", "none"


@dataclass(frozen=True)
class Outcome:
    """One page: what was expected, what was read, and whether that is right, missed or wrong."""

    page: str
    expected: str
    reading: PageReading
    why: str

    @property
    def right(self) -> bool:
        return self._read == self.expected and (self.reading.value is not None or bool(self.reading.reason))

    @property
    def wrong_number(self) -> bool:
        """A number that the page does not say: worse than a miss."""
        return self.reading.value is not None and not self.right

    @property
    def _read(self) -> str:
        reading = self.reading
        return _NONE if reading.value is None else _told(reading.value, reading.low, reading.high)

    def __str__(self) -> str:
        return f"{self.page}: expected {self.expected}, read {self._read} ({self.reading.raw_text!r}) - {self.why}"


def _told(value: object, low: object, high: object) -> str:
    return f"{value} [{low}, {_OPEN if high is None else high}]"


@pytest.fixture(scope="module", params=SETS)
def outcomes(request: pytest.FixtureRequest) -> list[Outcome]:
    folder = HERE / str(request.param)
    return [_outcome(folder, row) for row in _rows(folder)]


def _rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "answers.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def _outcome(folder: Path, row: dict[str, str]) -> Outcome:
    reading = read_page((folder / "pages" / row["page"]).read_text(encoding="utf-8"), title=row["title"])
    expected = _NONE if row["value"] == _NONE else _told(row["value"], row["low"], row["high"] or _OPEN)
    return Outcome(row["page"], expected, reading, row["why"])


@pytest.mark.parametrize("name", SETS)
def test_every_page_has_an_answer_and_every_answer_a_page(name: str) -> None:
    rows = _rows(HERE / name)
    assert sorted(row["page"] for row in rows) == sorted(path.name for path in (HERE / name / "pages").iterdir())
    assert len(rows) >= 220
    assert sum(row["value"] == _NONE for row in rows) >= 90
    assert all(row["why"] for row in rows)


def test_at_least_95_of_100_pages_are_right(outcomes: list[Outcome], capsys: pytest.CaptureFixture[str]) -> None:
    right = sum(outcome.right for outcome in outcomes)
    with capsys.disabled():
        sys.stdout.write(f"\npages by another hand: {right} of {len(outcomes)} right ({right / len(outcomes):.1%})\n")
    assert right / len(outcomes) >= 0.95, "\n".join(str(outcome) for outcome in outcomes if not outcome.right)


def test_no_number_is_read_where_the_page_shows_none(outcomes: list[Outcome]) -> None:
    assert [str(outcome) for outcome in outcomes if outcome.expected == _NONE and outcome.wrong_number] == []


def test_unknown_always_says_why(outcomes: list[Outcome]) -> None:
    assert [outcome.page for outcome in outcomes if outcome.reading.value is None and not outcome.reading.reason] == []


def test_a_shown_count_is_read_or_missed_but_never_taken_for_another(outcomes: list[Outcome]) -> None:
    assert [str(outcome) for outcome in outcomes if outcome.expected != _NONE and outcome.wrong_number] == []

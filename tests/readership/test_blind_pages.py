"""Pages and answers written before their author had seen the parser: 95 % right, never a number where a page shows none."""

import csv
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from readership.page import PageReading, read_page

SET = Path(__file__).parent / "blind"
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


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return [_outcome(row) for row in _rows()]


def _rows() -> list[dict[str, str]]:
    with (SET / "answers.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def _outcome(row: dict[str, str]) -> Outcome:
    reading = read_page((SET / "pages" / row["page"]).read_text(encoding="utf-8"))
    expected = _NONE if row["value"] == _NONE else _told(row["value"], row["low"], row["high"])
    return Outcome(row["page"], expected, reading, row["why"])


def test_every_page_has_an_answer_and_every_answer_a_page() -> None:
    rows = _rows()
    assert sorted(row["page"] for row in rows) == sorted(path.name for path in (SET / "pages").iterdir())
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

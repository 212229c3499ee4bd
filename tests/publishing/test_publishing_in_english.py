"""Why something is not published is told in the language of the home, also after the home's language was changed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from content_queue.sheet import Decision, SignOff
from language.say import speak
from ledger import queries
from ledger.chain import stamp
from ledger.entries import Entry, Kind
from ledger.store import Ledger
from publishing.answers import CannotAnswer, waiting_for_answer
from publishing.emergency import refusal
from publishing.states import IN_DOUBT, Progress, State
from publishing.steps import in_doubt
from publishing.timing import tell_of_clock
from safety.clock import ManualClock
from tests.language.reading import indonesian_in

NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger.open(f"sqlite:///{tmp_path}/buku.db", ManualClock(NOW))
    yield ledger
    ledger.close()


def test_what_was_noted_before_the_language_was_changed_is_taken_back(ledger: Ledger) -> None:
    facts = {"digest": "d", "state": "approved", "title": "t", "publish_at": stamp(NOW + timedelta(days=1))}
    ledger.append("contoh", [Entry(Kind.PACKAGE, "sealed", "paket", 1, facts=facts)])
    tell_of_clock(ledger, "contoh", "besok")
    (row,) = queries.packages(ledger, "contoh")
    assert row.problem == "ditahan, jam komputer salah: besok"
    speak("en")
    tell_of_clock(ledger, "contoh", "")
    (row,) = queries.packages(ledger, "contoh")
    assert row.problem == ""
    tell_of_clock(ledger, "contoh", "tomorrow")
    (row,) = queries.packages(ledger, "contoh")
    assert row.problem == "held back, the computer's clock is wrong: tomorrow"
    speak("id")
    tell_of_clock(ledger, "contoh", "")
    (row,) = queries.packages(ledger, "contoh")
    assert row.problem == ""


def test_refusals_and_doubts_can_be_read(ledger: Ledger) -> None:
    speak("en")
    order = SignOff(step=7, decision=Decision.YES, person="ani", role="", at=NOW, digest="0" * 64, note="", emergency=True)
    told = [refusal(order, ("budi",)), refusal(order, ()), in_doubt(Progress(State.PLANNED), NOW, NOW).problem]
    assert told[:2] == [
        "ani may not order an emergency publication; these may: budi",
        "ani may not order an emergency publication; these may: nobody",
    ]
    assert told[2] != IN_DOUBT
    with pytest.raises(CannotAnswer) as caught:
        waiting_for_answer(ledger, "contoh", "name", "x")
    assert str(caught.value) == "name x does not wait for an answer; these do: none"
    assert indonesian_in(" ".join(told)) == []

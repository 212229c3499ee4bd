"""What a person says of a counter is entered for good, counted with, told on the recap, and can be taken back."""

from datetime import timedelta

import pytest
from typer.testing import CliRunner

from cli.app import app
from flows.reader_events import CannotSay, say_event
from flows.story import story_of
from ledger import queries
from ledger.entries import Kind
from ledger.verify import verify
from readership.events import EventKind
from tests.flows.homes import NAME, OFFICE
from tests.flows.months import Months
from tests.flows.test_recap_flow import read_again

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


def typed(months: Months, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["readers", *words, "--home", str(months.home.path)])
    return done.exit_code, " ".join(done.output.split())


def say(months: Months, what: EventKind, why: str, when: str = "", package: str = "") -> None:
    with months.room() as room:
        say_event(room.office, months.ledger, months.clock, what, person="ketua", reason=why, when=when, package=package)


def test_a_move_that_a_person_told_of_is_no_reset_on_the_recap_until_the_word_is_taken_back(months: Months) -> None:
    row = months.publish()
    at = months.clock.now()
    for second, value in enumerate([400, 420, 30, 45]):
        read_again(months, row, value, at + timedelta(seconds=10 * second))
    months.clock.advance(600)
    before = months.recap(months.this_month).data
    assert "penghitung direset" in before.rows[0].note
    assert before.rows[0].readers_gained == 465

    say(months, EventKind.MIGRATION, "pindah server", (at + timedelta(seconds=15)).isoformat(), NAME)
    after = months.recap(months.this_month)
    line = after.data.rows[0]
    assert (after.data.version, line.readers_gained, line.gained_bounds) == (2, 435, (435, None))
    assert "penghitung pindah" in line.note
    assert "direset" not in line.note
    assert any("penghitung pindah" in note and "pindah server" in note for note in after.data.notes)
    with months.room() as room:
        assert any("penghitung pindah" in one.text and "pindah server" in one.text for one in story_of(room, NAME).told)

    (entry,) = queries.history(months.ledger, OFFICE, kinds=[Kind.READER_EVENT])
    assert "pindah server" in typed(months, "events")[1]
    assert typed(months, "revoke", str(entry["seq"]), "--by", "ketua", "--why", "keliru paket")[0] == 0
    assert typed(months, "revoke", str(entry["seq"]), "--by", "ketua", "--why", "lagi")[0] == 1
    assert months.recap(months.this_month).data.rows[0].readers_gained == 465
    assert len(queries.history(months.ledger, OFFICE, kinds=[Kind.READER_EVENT])) == 2, "both words stay in the book"
    assert verify(months.ledger, OFFICE) == []


def test_another_source_that_a_person_let_take_over_goes_on_from_its_own_count(months: Months) -> None:
    row = months.publish()
    at = months.clock.now()
    for second, (value, source) in enumerate([(10, "api"), (12, "api"), (900, "text"), (907, "text")]):
        read_again(months, row, value, at + timedelta(seconds=10 * second), source)
    months.clock.advance(600)
    say(months, EventKind.SOURCE_CHANGE, "penghitung lama dicabut", (at + timedelta(seconds=15)).isoformat())
    line = months.recap(months.this_month).data.rows[0]
    assert (line.readers_total, line.readers_gained, line.source) == (907, 19, "angka pada halaman")
    assert "sumber angka diganti" in line.note


def test_the_round_lets_the_other_source_count_once_a_person_has_said_so(months: Months) -> None:
    row = months.publish()
    months.visit(row, 3)
    read_again(months, row, 2, months.clock.now(), "text")
    months.clock.advance(60)
    assert months.count().readings[0].source == "jsonld", "what a page counted goes on being counted by the page"
    months.clock.advance(60)
    say(months, EventKind.SOURCE_CHANGE, "API dibuka")
    assert months.count().readings[0].source == "api"


def test_a_copied_post_is_told_of_in_the_month_of_its_publication(months: Months) -> None:
    row = months.publish()
    read_again(months, row, 512, months.clock.now())
    months.clock.advance(60)
    assert typed(months, "event", "copied", NAME, "--by", "ketua", "--why", "disalin", "--count", "500")[0] == 0
    data = months.recap(months.this_month).data
    assert (data.rows[0].readers_total, data.rows[0].readers_gained) == (512, 12)
    assert any("naskah salinan" in note and "(500)" in note for note in data.notes)


def test_what_cannot_be_entered_is_refused_with_what_to_say_instead(months: Months) -> None:
    months.publish()
    with months.room() as room:
        for words, told in (
            ({"person": "siapa"}, "tidak ada orang"),
            ({"reason": "  "}, "alasannya"),
            ({"package": "tidak-ada"}, "belum tayang"),
            ({"channel": "facebook"}, "yang ada: website"),
            ({"when": "besok pagi"}, "tidak dikenal"),
            ({"when": "2099-01-01"}, "belum terjadi"),
            ({"when": "Senin, 13 Oktober 2026"}, "tidak cocok"),
            ({"count": -1}, "kurang dari 0"),
        ):
            with pytest.raises(CannotSay, match=told):
                say_event(
                    room.office, months.ledger, months.clock, EventKind.RESET, **{"person": "ketua", "reason": "r", **words}
                )  # type: ignore[arg-type]  # each of its own kind
        with pytest.raises(CannotSay, match="paket mana"):
            say_event(room.office, months.ledger, months.clock, EventKind.COPIED, person="ketua", reason="r")
    assert queries.history(months.ledger, OFFICE, kinds=[Kind.READER_EVENT]) == []

"""What a person says of a counter is entered for good, counted with, told on the recap, and can be taken back."""

import csv
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.app import app
from flows.count_readers import Reading
from flows.reader_events import CannotSay, say_event
from flows.readers_by_hand import export_counts, import_counts
from flows.story import story_of
from ledger import queries
from ledger.entries import Kind
from ledger.queries import PublicationRow
from ledger.verify import verify
from readership.events import EventKind
from tests.flows.homes import NAME, OFFICE
from tests.flows.months import Months
from tests.flows.test_recap_flow import on_platforms, read_again

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


def typed(months: Months, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["readers", *words, "--home", str(months.home.path)])
    return done.exit_code, " ".join(done.output.split())


def say(months: Months, what: EventKind, why: str, when: str = "", package: str = "", channel: str = "") -> None:
    with months.room() as room:
        say_event(
            room.office,
            months.ledger,
            months.clock,
            what,
            person="ketua",
            reason=why,
            when=when,
            package=package,
            channel=channel,
        )


def enter_by_hand(months: Months, file: Path, row: PublicationRow, count: str) -> None:
    """What an office did whose platform told nothing: the exported table, filled in and handed back."""
    with months.room() as room:
        export_counts(room.office, months.ledger, months.clock, file)
        lines = list(csv.DictReader(StringIO(file.read_text(encoding="utf-8-sig"))))
        for line in lines:
            line["Jumlah pembaca"] = count if line["Kanal"] == row.key.channel else ""
        held = StringIO()
        writer = csv.DictWriter(held, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
        file.write_text(held.getvalue(), encoding="utf-8")
        assert import_counts(room.office, months.ledger, months.clock, file, "operator") == (1, 0)


def read_now(months: Months, channel: str) -> Reading:
    months.clock.advance(60)
    (found,) = [reading for reading in months.count().readings if reading.row.key.channel == channel]
    return found


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


def test_views_that_a_person_enters_are_read_from_no_page_until_they_say_that_it_takes_over(
    months_everywhere: Months, tmp_path: Path
) -> None:
    """The app shows 900 today and the page, counted otherwise, 3: nobody said yet which of the two goes on."""
    months = months_everywhere
    months.publish(channels="website, telegram")
    post = months.on("telegram")
    months.visit(post, 3)
    enter_by_hand(months, tmp_path / "pembaca.csv", post, "900")
    for _ in range(2):
        unread = read_now(months, "telegram")
        assert (unread.value, unread.low, unread.high, unread.confidence) == (None, None, None, 0.0)
        assert "diisi orang" in unread.reason
        assert "tayang readers event source-change" in unread.reason
    assert on_platforms(months.recap(months.this_month)) == [("kali dibaca", 900, 900)]

    say(months, EventKind.SOURCE_CHANGE, "halaman publik dibaca tayang", package=NAME, channel="telegram")
    counted = read_now(months, "telegram")
    assert (counted.value, counted.source) == (3, "page")
    assert read_now(months, "telegram").value == 3, "one word is enough"
    made = months.recap(months.this_month)
    assert on_platforms(made) == [("kali dibaca", 3, "≥ 900")]
    (line,) = [row for row in made.data.rows if not row.summed]
    assert "3 kali dibaca (bukan pembaca laman, tidak dijumlahkan)" in line.note
    assert "sumber angka diganti" in line.note
    assert verify(months.ledger, OFFICE) == []


def test_a_number_that_a_person_adds_ends_no_counting_by_the_page(months_everywhere: Months, tmp_path: Path) -> None:
    months = months_everywhere
    months.publish(channels="website, telegram")
    post = months.on("telegram")
    months.visit(post, 3)
    assert read_now(months, "telegram").value == 3
    enter_by_hand(months, tmp_path / "pembaca.csv", post, "900")
    months.visit(post, 2)
    assert (read_now(months, "telegram").value, read_now(months, "telegram").source) == (5, "page")


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

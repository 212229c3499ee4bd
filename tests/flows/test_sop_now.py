"""Who is awaited, since when and how late, on the screen and on the board; a "Tidak" stays in the book when its sheet goes."""

import json
import re
from datetime import UTC, datetime

import pytest
import time_machine
import typer
from typer.testing import CliRunner, Result

from cli import sop
from content_queue.sheet import Decision
from flows.board import write_board
from flows.recap_book import Month
from flows.sop import month_of_steps
from flows.sop_now import SopNow, Waiting
from ledger import month_queries, queries
from ledger.chain import instant
from ledger.entries import Kind
from publishing import approval
from reports.model import StepRow
from tests.flows.homes import NAME, OFFICE, drop_news
from tests.flows.months import Months

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
MONDAY = datetime(2027, 4, 12, 2, tzinfo=UTC)
"""09.00 in the office, a week without holidays."""


@pytest.fixture
def monday(months: Months) -> Months:
    """The office on a Monday morning, one package sealed at about nine."""
    months.clock.instant = MONDAY
    drop_news(months.home)
    months.seal()
    return months


def until(months: Months, at: datetime) -> None:
    months.clock.advance((at - months.clock.now()).total_seconds())


def waiting(months: Months) -> list[Waiting]:
    with months.room() as room:
        return SopNow(room.settings, room.office, room.ledger, room.desk, months.clock.now()).everybody()


def answer(months: Months, step: int, decision: Decision = Decision.YES, person: str = "ketua") -> None:
    with months.room() as room:
        said = approval.Answer(person, "Ketua", (step,), decision=decision)
        approval.enter(room.ledger, room.desk, NAME, approval.draft(room.ledger, room.desk, NAME, said))


def board(months: Months) -> str:
    with months.room() as room:
        text = write_board(room).read_text(encoding="utf-8")
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def public_in(months: Months) -> Month:
    """The month in which the package became public, by the practice site's own clock."""
    (row,) = queries.publications(months.ledger, OFFICE)
    with months.room() as room:
        day = instant(row.published_at or "").astimezone(room.office.zone)
    return Month(day.year, day.month)


def steps(months: Months) -> dict[int, StepRow]:
    with months.room() as room:
        return {row.nr: row for row in month_of_steps(room.ledger, room.settings, room.office, public_in(months)).rows}


def tayang(months: Months, *words: str) -> Result:
    app = typer.Typer()
    sop.register(app)
    app.callback()(lambda: None)
    with time_machine.travel(months.clock.now(), tick=False):
        return CliRunner().invoke(app, ["sop", *words, "--home", str(months.home.path)])


def test_an_unsigned_package_waits_at_least_since_it_was_sealed(monday: Months) -> None:
    (one,) = waiting(monday)
    assert (one.step, one.at_least, one.late) == (3, True, 0)
    monday.clock.advance(45 * 60)
    (one,) = waiting(monday)
    assert one.late
    assert 15 <= one.late <= 16
    assert "sekretaris" in one.who
    assert "Ditunggu sedikitnya sejak 12 April 2027 pukul 09.00 WIB, terlambat sedikitnya" in board(monday)


def test_a_check_that_began_on_friday_afternoon_is_not_late_on_monday_morning(monday: Months) -> None:
    until(monday, datetime(2027, 4, 16, 9, 20, tzinfo=UTC))  # 16.20, ten minutes before the office closes
    text = monday.home.inbox / NAME / "naskah.md"
    text.write_text(text.read_text(encoding="utf-8") + "\nDiperbaiki.\n", encoding="utf-8")
    monday.seal()
    answer(monday, 3)
    until(monday, datetime(2027, 4, 19, 0, 40, tzinfo=UTC))  # 07.40
    (one,) = waiting(monday)
    assert (one.step, one.at_least, one.late) == (7, False, 0)
    until(monday, datetime(2027, 4, 19, 2, tzinfo=UTC))  # 09.00
    (one,) = waiting(monday)
    assert one.late
    assert 69 <= one.late <= 70, "ten minutes on Friday and ninety on Monday, thirty of them are its own"


def test_a_no_names_the_step_that_it_led_back_to_and_stays_in_the_book(monday: Months) -> None:
    answer(monday, 3)
    monday.clock.advance(10 * 60)
    answer(monday, 7, Decision.NO)
    (one,) = waiting(monday)
    assert (one.step, one.activity, one.at_least) == (6, "Mendesain konten", False)
    assert "Langkah 6 (Mendesain konten) diulang sesudah jawaban Tidak" in board(monday)

    folder = monday.home.inbox / NAME
    (folder / "disposisi.yaml").unlink()
    text = folder / "naskah.md"
    text.write_text(text.read_text(encoding="utf-8") + "\nDiperbaiki.\n", encoding="utf-8")
    monday.clock.advance(2 * 3600)
    monday.seal()
    monday.clock.advance(5 * 60)
    answer(monday, 3)
    answer(monday, 7)
    monday.sweep()

    found = steps(monday)
    assert (found[7].measured, found[7].within, found[7].unknown) == (2, 2, 0)
    assert (found[6].measured, found[6].unknown) == (1, 1), "the second design is known, the first is not"
    assert found[6].median in (121, 122, 120)
    assert (found[8].measured, found[8].within) == (1, 1)
    assert (found[9].measured, found[9].within) == (1, 1)
    assert waiting(monday) == []
    signed = queries.history(monday.ledger, OFFICE, NAME, [Kind.SIGN_OFF])
    assert [entry["evidence"]["decision"] for entry in signed if entry["evidence"]["step"] == 7] == ["tidak", "ya"]


def test_a_request_that_was_postponed_is_not_called_late(monday: Months) -> None:
    answer(monday, 3, Decision.NO)
    monday.clock.advance(3 * 86400)
    (one,) = waiting(monday)
    assert (one.step, one.postponed, one.late) == (3, True, None)
    assert "Ditunggu lagi sesudah ditunda 12 April 2027 pukul 09.00 WIB" in board(monday)


def test_a_publication_that_takes_too_long_is_named(monday: Months) -> None:
    with monday.room() as room:
        approval.approve(room.ledger, room.desk, NAME, "ketua", "Ketua")
    monday.clock.advance(20 * 60)
    (one,) = waiting(monday)
    assert (one.step, one.who) == (8, ("tayang",))
    assert one.late in (5, 6)
    assert "Langkah 8 (Publikasi ke media sosial dan website) ditunggu sejak 12 April 2027 pukul 09.00 WIB, terlambat" in board(
        monday
    )


def test_a_publication_that_only_a_person_can_move_on_waits_for_a_person(monday: Months) -> None:
    with monday.room() as room:
        approval.approve(room.ledger, room.desk, NAME, "ketua", "Ketua")
    monday.clock.advance(30 * 3600)
    monday.sweep()
    (one,) = waiting(monday)
    assert (one.step, one.who) == (8, ("keputusan orang",))


def test_the_command_tells_the_month_and_who_is_late(monday: Months) -> None:
    monday.clock.advance(2 * 3600)
    told = tayang(monday)
    assert told.exit_code == 0, told.output
    assert "Tidak ada paket yang mulai tayang pada 2027-04." in told.output
    line = f"{NAME}: langkah 3 (Pemeriksaan kebutuhan dengan tahapan/kegiatan) menunggu ketua, sekretaris"
    assert line in told.output
    assert "terlambat sedikitnya 1 jam 30 menit" in told.output
    document = json.loads(tayang(monday, "--json").stdout)
    assert [(one["package"], one["step"], one["at_least"]) for one in document["waiting"]] == [(NAME, 3, True)]

    monday.approve()
    monday.sweep()
    month = public_in(monday).name
    told = tayang(monday, "--month", month)
    assert "Tidak ada yang terlambat sekarang." in told.output
    assert "Publikasi ke media sosial dan website" in told.output
    row = json.loads(tayang(monday, "--month", month, "--json").stdout)["rows"][7]
    assert (row["nr"], row["measured"], row["within"]) == (8, 1, 1)


def test_a_month_that_is_none_is_told(monday: Months) -> None:
    for month in ("April", "2031-01"):
        assert tayang(monday, "--month", month).exit_code == 2


def test_the_recap_says_it_in_every_form(monday: Months) -> None:
    monday.approve()
    monday.sweep()
    made = monday.recap(public_in(monday).name)
    assert "Kepatuhan terhadap waktu baku SOP" in made.files.html.read_text(encoding="utf-8")
    assert made.files.sop is not None
    assert "Publikasi ke media sosial dan website,kalender,15,1," in made.files.sop.read_text(encoding="utf-8-sig")
    assert made.files.sop in made.paths


def test_a_month_is_asked_for_by_its_packages_and_never_by_the_whole_history(monday: Months) -> None:
    with monday.ledger.reading() as connection:
        asked: list[str] = []
        from sqlalchemy import event

        event.listen(monday.ledger.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
        month_queries.stories_of(monday.ledger, OFFICE, [NAME], [Kind.PACKAGE, Kind.SIGN_OFF])
        month_queries.first_copies_of(monday.ledger, OFFICE, [NAME])
        month_queries.every_publication_of(monday.ledger, OFFICE, [NAME])
        plans = [
            " ".join(str(row[-1]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", ("x",) * query.count("?")))
            for query in list(asked)
        ]
    assert len(plans) == 3
    for plan in plans:
        assert re.search(r"office=\? AND package_id=\?", plan), plan
        assert "SCAN" not in plan

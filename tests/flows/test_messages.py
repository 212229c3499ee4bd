"""What needs a person arrives as a message: once, not at night, never as a flood; and once a day what went out."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from cli.app import app
from config.messages import Messages
from flows import last_round
from flows.board import gather
from flows.chores import Level, Note
from flows.message_text import MOST_LINES, what_is_new
from flows.messages import run_messages
from flows.messages_told import told_so_far
from flows.news import News
from ledger import queries
from ledger.entries import Kind
from publishing import switches
from tests.flows.days import Day
from tests.flows.homes import NAME, OFFICE, drop_news
from tests.postbox import Postbox, running_postbox

pytestmark = pytest.mark.usefixtures("prefect_server")
NOON = (datetime.now(UTC) + timedelta(days=1)).replace(hour=5, minute=0)  # 12.00 WIB; the practice site has a clock of its own
TABLE = '\n[messages]\nto = ["TAYANG_PESAN_UJI"]\n'


@pytest.fixture
def box() -> Iterator[Postbox]:
    with running_postbox() as box:
        yield box


@pytest.fixture
def office(day: Day, box: Postbox) -> Day:
    """An office that wants messages, at noon of a working day."""
    settle(day, box, TABLE)
    day.clock.instant = NOON
    return day


def settle(day: Day, box: Postbox, table: str) -> None:
    file = day.home.path / "offices" / f"{OFFICE}.toml"
    file.write_text(file.read_text("utf-8").partition("\n[messages]")[0] + table, "utf-8")
    secrets = day.home.path / "rahasia.env"
    if "TAYANG_PESAN_UJI" not in secrets.read_text("utf-8"):
        secrets.write_text(f"{secrets.read_text('utf-8')}TAYANG_PESAN_UJI={box.address}\n", "utf-8")


def look(day: Day, minutes: float = 0) -> bool:
    """Whether a message was sent when tayang looked, so many minutes later."""
    day.clock.advance(60 * minutes)
    with day.room() as room:
        return run_messages(room, os.environ) is not None


def until(day: Day, hour: int, minute: int = 0) -> None:
    """Wait for an hour of the office's day, today or tomorrow."""
    with day.room() as room:
        local = day.clock.now().astimezone(room.office.zone)
    wanted = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
    seconds = (wanted - local).total_seconds()
    day.clock.advance(seconds if seconds > 0 else seconds + 86400)


def waits(day: Day) -> None:
    """A package is sealed and waits for its approval."""
    drop_news(day.home)
    day.seal()


def test_who_must_act_is_told_once(office: Day, box: Postbox) -> None:
    assert not look(office)
    waits(office)
    assert look(office, 11)
    title, body = box.letters[0]
    assert title == "tayang PRAKTIK · KPU Kabupaten Contoh: 1 hal perlu tindakan"
    assert "Rapat Pleno" in body or "Penetapan" in body
    assert "menunggu tanda tangan salah satu dari: ketua" in body
    assert "papan.html" in body
    assert not look(office, 60)
    assert len(box.letters) == 1


def test_what_is_late_by_the_first_look_stands_in_the_message_once(office: Day, box: Postbox) -> None:
    waits(office)
    office.clock.advance(7 * 86400)
    assert look(office)
    (line,) = [line for line in box.letters[0][1].splitlines() if line.startswith("•")]
    assert "TERLAMBAT, langkah" in line
    assert not look(office, 11)


def test_what_comes_again_is_told_again(office: Day, box: Postbox) -> None:
    for _ in range(2):
        with office.room() as room:
            switches.pause_channel(room.ledger, OFFICE, "website", "tiga jawaban tidak jelas")
        assert look(office, 11)
        with office.room() as room:
            switches.resume_channel(room.ledger, OFFICE, "website")
        assert not look(office, 11)
    assert len(box.letters) == 2
    assert "tiga jawaban tidak jelas" in box.letters[1][1]


def test_at_night_nobody_is_woken_and_in_the_morning_it_is_told(office: Day, box: Postbox) -> None:
    until(office, 21)
    waits(office)
    assert not look(office)
    until(office, 6, 20)
    assert not look(office)
    assert look(office, 11)
    assert len(box.letters) == 1


def test_many_things_at_once_are_one_short_message(office: Day, box: Postbox) -> None:
    for number in range(MOST_LINES + 3):
        folder = office.home.inbox / f"salah-{number:02d}"
        folder.mkdir()
        (folder / "naskah.md").write_text("tanpa kepala", "utf-8")
    office.seal()
    assert look(office)
    assert f"{MOST_LINES + 3} hal" in box.letters[0][0]
    assert box.letters[0][1].count("•") == MOST_LINES
    assert "dan 3 lagi" in box.letters[0][1]
    assert not look(office, 60)


def test_between_two_messages_lies_the_gap_and_a_day_has_its_most(office: Day, box: Postbox) -> None:
    settle(office, box, TABLE + "most_a_day = 2\n")
    for number in range(4):
        folder = office.home.inbox / f"salah-{number}"
        folder.mkdir()
        (folder / "naskah.md").write_text("tanpa kepala", "utf-8")
        office.seal()
        if number == 1:
            assert not look(office), "the second one waits for the gap"
        look(office, 11)
    assert len(box.letters) == 2
    until(office, 9)
    assert look(office)
    assert "2 hal" in box.letters[2][0]


def test_a_service_that_refuses_is_asked_again_less_and_less_often_and_nothing_is_lost(office: Day, box: Postbox) -> None:
    box.refuses = True
    waits(office)
    for _ in range(12):
        look(office, 10)
    assert 3 <= box.knocks <= 5
    box.refuses = False
    until(office, 9)
    assert look(office)
    assert len(box.letters) == 1
    with office.room() as room:
        assert told_so_far(room).in_vain == 0


def test_once_a_day_what_went_out_is_listed_with_its_links(office: Day, box: Postbox) -> None:
    waits(office)
    office.approve()
    for _ in range(4):
        office.sweep(150)
    url = office.rows()["website"].url
    assert office.rows()["website"].state == "verified"
    until(office, 15, 50)
    look(office)
    before = len(box.letters)
    assert look(office, 11)
    assert "1 terbitan tayang" in box.letters[before][0]
    assert url in box.letters[before][1]
    assert not look(office, 60)
    until(office, 16, 5)
    assert not look(office), "what was listed once is not listed again"


def test_an_office_that_wants_no_titles_gets_figures_alone(office: Day, box: Postbox) -> None:
    settle(office, box, TABLE + "titles = false\n")
    waits(office)
    assert look(office)
    told = " ".join(box.letters[0])
    assert "1 paket menunggu orang" in told
    assert NAME not in told
    with office.room() as room:
        assert queries.packages(room.ledger, OFFICE)[0].title not in told


def test_without_an_address_nothing_is_looked_for(day: Day, box: Postbox) -> None:
    waits(day)
    assert not look(day)
    with day.room() as room:
        assert queries.newest(room.ledger, OFFICE, Kind.MESSAGE) is None


def test_the_command_tells_whether_a_test_message_was_taken(office: Day, box: Postbox) -> None:
    def typed(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["messages", *words, "--home", str(office.home.path)])
        return done.exit_code, " ".join(done.output.split())

    assert typed() == (0, "Tidak ada yang perlu dikabarkan.")
    assert typed("--test")[0] == 0
    assert "percobaan" in box.letters[0][0]
    box.refuses = True
    code, told = typed("--test")
    assert code != 0
    assert "TAYANG_PESAN_UJI: ditolak layanannya" in told
    secrets = office.home.path / "rahasia.env"
    secrets.write_text(secrets.read_text("utf-8").replace("json://", "entah-apa-"), "utf-8")
    assert "bukan alamat Apprise yang dikenal" in typed("--test")[1]


def test_the_address_stands_in_no_log_and_not_in_the_book(
    office: Day, box: Postbox, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    box.refuses = True
    waits(office)
    with caplog.at_level("DEBUG"):
        look(office)
    kept = str(queries.history(office.ledger, OFFICE)) + caplog.text + "".join(capfd.readouterr())
    assert "TAYANG_PESAN_UJI" in kept
    assert "kunci-rahasia-pesan" not in kept


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 23), st.integers(0, 59), st.integers(0, 23), st.integers(0, 59))
def test_quiet_hours_wrap_around_midnight(h1: int, m1: int, h2: int, m2: int, h: int, m: int) -> None:
    quiet = Messages(quiet=f"{h1:02d}.{m1:02d}-{h2:02d}.{m2:02d}")
    minutes, first, last = 60 * h + m, 60 * h1 + m1, 60 * h2 + m2
    inside = (minutes - first) % 1440 < (last - first) % 1440
    assert quiet.is_quiet(time(h, m)) is inside


@pytest.mark.parametrize(
    ("since", "now", "come"),
    [
        ("23 15.40", "23 15.59", False),
        ("23 15.40", "23 16.00", True),
        ("23 16.00", "23 16.10", False),
        ("23 21.00", "24 06.29", False),
        ("23 21.00", "24 06.30", True),
        ("22 15.00", "23 05.00", True),
    ],
)
def test_an_hour_for_messages_has_come_once(since: str, now: str, come: bool) -> None:
    first, last = (datetime.strptime(f"2026 11 {at}", "%Y %m %d %H.%M").replace(tzinfo=UTC) for at in (since, now))
    assert Messages(to=("TAYANG_PESAN_UJI",), daily="16.00", quiet="20.00-06.30").has_come(first, last) is come
    assert not Messages(daily="16.00").has_come(first, last), "nobody is told anything"


@given(st.lists(st.text(max_size=2000), min_size=1, max_size=30))
def test_a_message_stays_short_whatever_stands_in_it(texts: list[str]) -> None:
    fresh = [News(f"paket:{number}", "", text) for number, text in enumerate(texts)]
    body = what_is_new("Kantor", fresh, [], named=True, practice=False).body
    assert len(body) < 4000
    assert len(body.splitlines()) <= MOST_LINES + 3


def test_what_the_nightly_round_found_is_told_in_the_morning(office: Day, box: Postbox) -> None:
    with office.room() as room:
        last_round.keep(
            room, [Note("cakram", Level.PERSON, "sisa 0.4 GB; kosongkan sebelum penuh"), Note("jam", Level.GOOD, "sama")]
        )
    assert look(office)
    assert "cakram: sisa 0.4 GB; kosongkan sebelum penuh." in box.letters[0][1]
    assert "jam" not in box.letters[0][1]


def test_an_address_that_no_message_reached_stands_on_the_board(office: Day, box: Postbox) -> None:
    box.refuses = True
    waits(office)
    look(office)
    with office.room() as room:
        assert any("TAYANG_PESAN_UJI tidak sampai" in one.text for one in gather(room).troubles)
    box.refuses = False
    assert look(office, 30)
    with office.room() as room:
        assert gather(room).troubles == ()

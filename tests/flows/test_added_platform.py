"""A platform that another installed package adds: published to like any other, and when it is broken, alone."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
import requests
from click.testing import Result
from typer.testing import CliRunner

from cli.app import app
from config.settings import SettingsError, load_home
from flows.board import gather
from practice.running import running_town
from practice.town import Town
from publishing.states import State
from tests.flows.days import Day
from tests.flows.homes import OFFICE, HomeInPractice, drop_news, home_in_practice
from tests.installed import PAPAN, install, install_text, write_metadata

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
TABLE = """
[channels.papan]
type = "papan_warga"
label = "Papan Warga"
url = "{url}"
board = "kpu-contoh"
secret = "TAYANG_PAPAN_KUNCI"
"""
DECLARED = """
from typing import Literal
from config.channels import ChannelBase
from connectors.accounts import AccountGuide
from connectors.added import AddedPlatform
from connectors.contract import Grade, Limits

class Channel(ChannelBase):
    type: Literal["{kind}"]

def make(channel, means):
    raise RuntimeError("the maker fails")

LIMITS = Limits("{kind}", False, None, 1, 1, True, False, False, False, False, False, False, False, False, True, Grade.PLATFORM)
PLATFORM = AddedPlatform(Channel, make, LIMITS, AccountGuide("Lain", "requests", ()))
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where packages are installed for this test."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "papan_warga"]:
        monkeypatch.delitem(sys.modules, name)
    return tmp_path / "paket-terpasang"


@pytest.fixture
def installed(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, site, PAPAN)


@pytest.fixture
def town(tmp_path: Path, installed: None) -> Iterator[Town]:
    from papan_warga.stand_in import MEMBER, StandIn

    with running_town(tmp_path / "kota", {MEMBER: StandIn}) as town:
        yield town


@pytest.fixture
def day(tmp_path: Path, town: Town) -> Iterator[Day]:
    """A news item for the website and the notice board, sealed and approved."""
    home = home_in_practice(tmp_path / "rumah", town)
    add_channel(home, TABLE.format(url=town.urls["papan"]))
    with (home.path / "rahasia.env").open("a", encoding="utf-8") as secrets:
        secrets.write(f"TAYANG_PAPAN_KUNCI={town.tokens['papan']}\n")
    day = Day(home, town)
    drop_news(day.home, channels="website, papan")
    day.seal()
    day.approve()
    yield day
    day.close()


def add_channel(home: HomeInPractice, table: str) -> None:
    file = home.path / "offices" / f"{OFFICE}.toml"
    file.write_text(file.read_text("utf-8") + table, "utf-8")


def typed(home: HomeInPractice, *words: str, given: str = "") -> Result:
    with patch.dict(os.environ):
        return CliRunner().invoke(app, [*words, "--home", str(home.path)], input=given)


def notices(day: Day) -> list[dict[str, object]]:
    return [one for one in day.truth("papan") if one["kind"] == "notice" and one["state"] == "public"]


def test_a_package_goes_to_the_added_platform_through_the_real_flow(day: Day) -> None:
    day.sweep()
    rows = day.rows()
    assert {channel: (row.state, row.grade) for channel, row in rows.items()} == {
        "website": (State.VERIFIED, "public"),
        "papan": (State.VERIFIED, "platform"),
    }
    (notice,) = notices(day)
    assert rows["website"].url in str(notice["text"])
    assert requests.get(rows["papan"].url, timeout=60).ok


def test_a_lost_answer_of_the_added_platform_is_found_and_never_sent_again(day: Day) -> None:
    fault = {"action": "drop_after", "path": "/api/notices"}
    requests.post(f"{day.town.urls['papan']}/__practice/faults", json=fault, timeout=60).raise_for_status()
    for _ in range(6):
        day.sweep(120)
    assert (day.rows()["papan"].state, len(notices(day))) == (State.VERIFIED, 1)


def test_doctor_connect_and_check_know_the_added_platform(day: Day) -> None:
    key = day.town.tokens["papan"]
    found = {row["channel"]: row for row in json.loads(typed(day.home, "doctor", "--json").stdout)}
    assert (found["papan"]["ok"], found["papan"]["account"], found["papan"]["type"]) == (True, "kpu-contoh", "papan_warga")
    told = typed(day.home, "connect", "papan", given=key)
    assert told.exit_code == 0, told.output
    assert "Setelan, Kunci API" in told.output
    assert key not in told.output
    draft = drop_news(day.home, "lain", channels="website, papan").rename(day.home.path / "konsep" / "lain")
    assert typed(day.home, "check", str(draft)).exit_code == 0
    assert "Papan Warga" in draft.with_name("lain.PRATINJAU.html").read_text("utf-8")


def test_mistakes_in_its_table_are_told_like_any_other(tmp_path: Path, town: Town) -> None:
    home = home_in_practice(tmp_path / "rumah", town)
    add_channel(home, '\n[channels.papan]\ntype = "papan_warga"\nurl = "papan"\nboardd = "kpu"\nsecret = "TAYANG_PAPAN_KUNCI"\n')
    with pytest.raises(SettingsError) as caught:
        load_home(home.path, {})
    assert {problem.key for problem in caught.value.problems} == {
        "channels.papan.url",
        "channels.papan.board",
        "channels.papan.boardd",
    }


@pytest.mark.usefixtures("installed")
def test_nothing_of_a_package_is_imported_before_an_office_names_its_type(tmp_path: Path) -> None:
    with running_town(tmp_path / "kota") as town:
        load_home(home_in_practice(tmp_path / "rumah", town).path, {})
    assert "papan_warga" not in sys.modules


def broken(day: Day) -> str:
    """What the board says of channels that cannot be used, after a sweep in which the website was published."""
    day.sweep()
    assert day.rows()["website"].state == State.VERIFIED
    assert day.rows()["papan"].state == State.PLANNED
    with day.room() as room:
        (told,) = [trouble.text for trouble in gather(room).troubles]
    doctor = typed(day.home, "doctor")
    assert doctor.exit_code == 1
    assert "BAIK website" in doctor.stdout
    return told


@pytest.fixture
def alone(tmp_path: Path, site: Path) -> Iterator[Day]:
    """The same day with a town of its own platforms only; what is installed for the other channel the test says."""
    with running_town(tmp_path / "kota") as town:
        home = home_in_practice(tmp_path / "rumah", town)
        add_channel(home, '\n[channels.papan]\ntype = "lain"\nlabel = "Papan"\n')
        day = Day(home, town)
        yield day
        day.close()


def begun(day: Day) -> Day:
    drop_news(day.home, channels="website, papan")
    day.seal()
    day.approve()
    return day


def test_a_package_that_cannot_be_imported_breaks_only_its_own_channel(
    alone: Day, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_text(monkeypatch, site, "rusak", "lain", "import tidak_ada_sama_sekali\n")
    assert "paket rusak 1.2 untuk jenis lain tidak dapat dimuat" in broken(begun(alone))


def test_a_package_whose_maker_fails_breaks_only_its_own_channel(alone: Day, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_text(monkeypatch, site, "gagal", "lain", DECLARED.format(kind="lain"))
    assert "gagal membuat konektornya (RuntimeError)" in broken(begun(alone))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (DECLARED.format(kind="yang-lain"), 'harus Literal["lain"]'),
        ("PLATFORM = 7\n", "bukan model turunan ChannelBase"),
        (
            DECLARED.format(kind="lain").replace("AddedPlatform(Channel, make,", "AddedPlatform(Channel, 7,"),
            "tidak dapat dipanggil",
        ),
    ],
)
def test_a_declaration_that_cannot_be_used_says_what_is_wrong(
    alone: Day, site: Path, monkeypatch: pytest.MonkeyPatch, text: str, fault: str
) -> None:
    install_text(monkeypatch, site, "keliru", "lain", text)
    with alone.room() as room:
        assert fault in room.broken["papan"]
        assert set(room.connectors) == {"website"}


def test_two_packages_that_add_the_same_type_are_both_refused(alone: Day, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_text(monkeypatch, site, "satu", "lain", DECLARED.format(kind="lain"))
    install_text(monkeypatch, site, "dua", "lain", DECLARED.format(kind="lain"))
    with alone.room() as room:
        assert "beberapa paket (dua 1.2, satu 1.2)" in room.broken["papan"]


def test_a_package_that_is_not_installed_any_more_stops_only_its_own_channel(alone: Day) -> None:
    assert "tidak ada paket terpasang yang menambahkannya" in broken(begun(alone))


def test_a_slip_of_the_pen_in_a_built_in_name_is_a_mistake_in_the_office_file(tmp_path: Path) -> None:
    with running_town(tmp_path / "kota") as town:
        home = home_in_practice(tmp_path / "rumah", town)
    add_channel(home, '\n[channels.facebook]\ntype = "facebok"\n')
    with pytest.raises(SettingsError, match="jenis tidak dikenal"):
        load_home(home.path, {})


def test_a_built_in_name_cannot_be_taken_over_and_the_doctor_says_who_tried(
    tmp_path: Path, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_metadata(site, "perebut", "0.9", {"practice_site": "perebut:PLATFORM"})
    monkeypatch.syspath_prepend(site)
    with running_town(tmp_path / "kota") as town:
        told = typed(home_in_practice(tmp_path / "rumah", town), "doctor")
    assert told.exit_code == 0, told.output
    assert "Paket perebut 0.9 menawarkan jenis practice_site, yang sudah bawaan tayang; tidak dipakai." in told.stdout

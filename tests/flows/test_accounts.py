"""Accounts: what the doctor says of them, what is refused, and what is told once before something ends."""

import asyncio
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.app import app
from config.platforms import practised
from connectors.contract import Budget, Health
from content_queue.package import Video
from content_queue.read import read
from content_queue.seal import seal
from flows.accounts import Account, enter_standing, examine, examine_one
from flows.board import gather
from flows.channels import guide_of
from flows.chores import Level, Note
from flows.renewing import accounts
from flows.wiring import Workroom, open_workroom
from ledger.link_queries import open_alarms
from practice.running import running_town
from practice.town import Town
from safety.clock import ManualClock
from tests.flows.homes import OFFICE, HomeInPractice, drop_news, home_in_practice, home_with_accounts

GOOD = Health(True, "@kpu_contoh", True, cost="gratis")
NOW = datetime(2026, 11, 21, tzinfo=UTC)


class Said:
    """A connector that gives the answer it was told to give."""

    def __init__(self, health: Health | Exception) -> None:
        self.health = health

    def check(self) -> Health:
        if isinstance(self.health, Exception):
            raise self.health
        return self.health


class Office:
    """A home with one website, whose account is whatever the test says, on a clock that the test moves."""

    def __init__(self, home: HomeInPractice) -> None:
        self.home = home
        self.clock = ManualClock(NOW)

    @contextmanager
    def room(self, health: Health | Exception) -> Iterator[Workroom]:
        with open_workroom(self.home.path, OFFICE, os.environ, self.clock) as room:
            yield replace(room, connectors={"website": Said(health)})  # type: ignore[dict-item]

    def examined(self, health: Health | Exception) -> Account:
        with self.room(health) as room:
            return examine_one(room, "website")

    def at_night(self, health: Health | Exception) -> list[Note]:
        with self.room(health) as room:
            return asyncio.run(accounts(room))

    def board(self) -> list[str]:
        with self.room(GOOD) as room:
            return [f"{trouble.text} {trouble.command}".strip() for trouble in gather(room).troubles]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with running_town(tmp_path / "kota") as town:
        yield town


@pytest.fixture
def office(tmp_path: Path, town: Town) -> Office:
    return Office(home_in_practice(tmp_path / "rumah", town))


def doctor(home: HomeInPractice, *more: str) -> Result:
    return CliRunner().invoke(app, ["doctor", "--home", str(home.path), *more])


def rows(told: Result) -> dict[str, dict[str, Any]]:
    return {row["channel"]: row for row in json.loads(told.stdout)}


def write_in(home: HomeInPractice, channel: str, line: str) -> None:
    """Add a line to the table of a channel in the office file."""
    file = home.path / "offices" / f"{OFFICE}.toml"
    text = file.read_text("utf-8")
    file.write_text(text.replace(f"[channels.{channel}]\n", f"[channels.{channel}]\n{line}\n"), "utf-8")


def test_the_doctor_tells_every_account_its_cost_its_allowance_and_its_end(tmp_path: Path, town: Town) -> None:
    home = home_with_accounts(tmp_path / "rumah", town)
    told = doctor(home, "--json")
    found = rows(told)
    assert told.exit_code == 0, told.output
    assert list(found) == [platform.practice.channel for platform in practised()]
    assert all(row["ok"] and row["may_publish"] and row["account"] for row in found.values())
    assert "13 kali lipat" in found["x"]["cost"]
    assert found["instagram"]["budget"] == {"used": 0, "total": 100, "what": "kiriman 24 jam terakhir"}
    assert found["telegram"]["budget"] is None
    assert found["threads"]["token_ends"] is not None
    shown = doctor(home).stdout
    assert "BAIK x (x): masuk sebagai @kpu_contoh, boleh menayangkan." in shown
    assert "Jatah: 0 dari 250 kiriman 24 jam terakhir terpakai." in shown


def test_the_doctor_ends_with_1_and_says_what_to_do_where_a_person_is_needed(tmp_path: Path, town: Town) -> None:
    home = home_with_accounts(tmp_path / "rumah", town)
    secrets = home.path / "rahasia.env"
    kept = [line for line in secrets.read_text("utf-8").splitlines() if "MASTODON" not in line]
    secrets.write_text("\n".join(kept).replace(town.tokens["telegram"], "7001234567:salah"), "utf-8")
    told = doctor(home, "--json")
    found = rows(told)
    assert told.exit_code == 1
    assert [name for name, row in found.items() if not row["ok"]] == ["telegram", "mastodon"]
    assert "TAYANG_LATIHAN_MASTODON" in found["mastodon"]["problem"]
    assert "7001234567:salah" not in told.output + doctor(home).output


def test_an_account_with_more_power_than_it_needs_is_refused_until_that_is_allowed_knowingly(
    tmp_path: Path, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aiohttp import web

    from practice.mastodon import Mastodon

    async def everything(_self: Mastodon, _request: web.Request) -> web.Response:
        return web.json_response({"name": "tayang", "scopes": ["read", "write", "follow"]})

    monkeypatch.setattr(Mastodon, "application", everything)
    with running_town(tmp_path / "kota-kuasa") as strong:
        home = home_with_accounts(tmp_path / "rumah", strong)
        told = doctor(home, "--json")
        row = rows(told)["mastodon"]
        assert (told.exit_code, row["ok"], row["may_publish"]) == (1, False, True)
        assert "write:statuses" in row["findings"][0]["do"]
        assert "allow_more_power = true" in row["findings"][0]["do"]
        write_in(home, "mastodon", "allow_more_power = true")
        told = doctor(home, "--json")
        assert (told.exit_code, rows(told)["mastodon"]["ok"]) == (0, True)
        assert "mengikuti dan memblokir" in rows(told)["mastodon"]["problem"], "it stays visible"


def test_a_spent_allowance_is_told_and_needs_no_person(office: Office) -> None:
    account = office.examined(replace(GOOD, budget=Budget(100, 100, "kiriman 24 jam terakhir")))
    assert [(finding.level, "100 dari 100" in finding.text) for finding in account.findings] == [(Level.WARN, True)]


@pytest.mark.parametrize(
    ("days", "level", "words"),
    [(91, Level.GOOD, ""), (89, Level.WARN, "89 hari"), (13, Level.PERSON, "13 hari"), (-1, Level.PERSON, "SUDAH berakhir")],
)
def test_an_end_is_told_ninety_and_fourteen_days_ahead(office: Office, days: int, level: Level, words: str) -> None:
    at = NOW + timedelta(days=days, hours=1)
    token = office.examined(replace(GOOD, token_ends=at))
    version = office.examined(replace(GOOD, version_ends=at))
    assert (token.level, version.level) == (level, level)
    assert [words in finding.text for finding in token.told] == ([True] if words else [])
    assert all("tayang connect website" in finding.do for finding in token.told)


def test_a_token_that_lives_sixty_days_is_told_at_half_its_life_not_from_its_first_day(tmp_path: Path, town: Town) -> None:
    home = home_with_accounts(tmp_path / "rumah", town)
    with open_workroom(home.path, OFFICE, os.environ, ManualClock(NOW)) as room:
        for days, level in ((59, Level.GOOD), (29, Level.WARN), (13, Level.PERSON)):
            said = Said(replace(GOOD, token_ends=NOW + timedelta(days=days, hours=1)))
            account = examine_one(replace(room, connectors={"threads": said}), "threads")  # type: ignore[dict-item]
            assert account.level == level


def test_the_nights_tell_an_end_once_at_each_stage_and_the_board_keeps_it_until_it_is_settled(office: Office) -> None:
    ending = replace(GOOD, token_ends=NOW + timedelta(days=80))
    assert [note.level for note in office.at_night(ending)] == [Level.WARN]
    assert office.board() == ["Situs web latihan: token berakhir 2027-02-09. Buat token baru, lalu tayang connect website"]
    told = []
    for _ in range(70):
        office.clock.advance(86400)
        told += [note.level for note in office.at_night(ending) if note.level != Level.GOOD]
    assert told == [Level.PERSON], "the fourteen days, once"
    assert len(office.board()) == 1
    unreached = Health(False, "", False, ("tidak dapat dihubungi",))
    assert [note.level for note in office.at_night(unreached)] == [Level.PERSON]
    assert len(office.board()) == 1, "who did not answer has no new token"
    renewed = office.at_night(replace(GOOD, token_ends=office.clock.now() + timedelta(days=300)))
    assert [note.level for note in renewed] == [Level.GOOD]
    assert office.board() == []


def test_the_line_of_a_healthy_account_says_what_is_left_and_what_a_post_costs(office: Office) -> None:
    far = NOW + timedelta(days=200)
    health = replace(GOOD, token_ends=far, version_ends=far, budget=Budget(3, 250, "kiriman 24 jam terakhir"), cost="US$0,20")
    told = (
        "masuk sebagai @kpu_contoh; token berlaku sampai 2027-06-09; versi API berlaku sampai 2027-06-09; "
        "jatah 3 dari 250 kiriman 24 jam terakhir terpakai; biaya: US$0,20"
    )
    assert [note.text for note in office.at_night(health)] == [told]


def test_a_newer_token_that_ends_soon_too_is_told_anew(office: Office) -> None:
    office.at_night(replace(GOOD, token_ends=NOW + timedelta(days=3)))
    again = office.at_night(replace(GOOD, token_ends=NOW + timedelta(days=13)))
    assert [note.level for note in again] == [Level.PERSON]


def test_an_end_that_moves_along_with_every_day_is_not_told_every_day(office: Office) -> None:
    told = []
    for _ in range(6):
        told += office.at_night(replace(GOOD, token_ends=office.clock.now() + timedelta(days=59)))
        office.clock.advance(86400)
    assert [note.level for note in told if note.level != Level.GOOD] == [Level.WARN]


def test_the_end_of_an_account_is_no_alarm_of_a_link(office: Office) -> None:
    with office.room(replace(GOOD, version_ends=NOW + timedelta(days=3))) as room:
        assert enter_standing(room, examine(room)) == {("website", "version")}
        assert open_alarms(room.ledger, OFFICE) == {}
    assert "versi API platform berakhir 2026-11-24" in office.board()[0]


def test_too_much_power_is_told_once_and_stands_on_the_board_until_the_role_is_smaller(office: Office) -> None:
    strong = replace(GOOD, excess=("mengubah setelan situs (manage_options)",))
    nights = [[note.level for note in office.at_night(strong)] for _ in range(3)]
    assert nights == [[Level.PERSON], [Level.GOOD], [Level.GOOD]]
    assert office.examined(strong).level == Level.PERSON, "the doctor says it each time it is asked"
    assert "manage_options" in office.board()[0]
    assert office.board()[0].endswith("tayang doctor")
    stronger = replace(GOOD, excess=(*strong.excess, "memasang plugin (install_plugins)"))
    assert [note.level for note in office.at_night(stronger)] == [Level.PERSON]
    office.at_night(GOOD)
    assert office.board() == []


def test_a_bot_that_may_appoint_administrators_is_too_strong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from practice.telegram import Telegram

    usual = Telegram._get_chat_member
    monkeypatch.setattr(Telegram, "_get_chat_member", lambda *asked: usual(*asked) | {"can_promote_members": True})
    with running_town(tmp_path / "kota-kuasa") as strong:
        row = rows(doctor(home_with_accounts(tmp_path / "rumah", strong), "--json"))["telegram"]
    assert (row["ok"], "can_promote_members" in row["problem"]) == (False, True)


def test_a_connector_that_breaks_while_it_is_asked_hides_no_other(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    account = office.examined(KeyError("id"))
    assert account.level == Level.PERSON
    assert "gagal memeriksa akunnya (KeyError)" in account.findings[0].text


def test_what_the_page_of_platforms_says_of_links_is_what_the_connectors_do(tmp_path: Path, town: Town) -> None:
    home = home_with_accounts(tmp_path / "rumah", town)
    folder = drop_news(home, channels=", ".join(platform.practice.channel for platform in practised()))
    link = "https://kpu-contoh.example/penetapan"
    with open_workroom(home.path, OFFICE, os.environ, ManualClock(NOW)) as room:
        sealed = seal(folder, tmp_path / "gudang")
        package = read(sealed.path, OFFICE, folder.name, 1, room.office.zone, tmp_path / "turunan")
        film = Video("film.mp4", folder / "film.mp4", "0" * 64, "video/mp4", 64, 36, 9000, 3.0, "Ketua membaca")
        package = replace(package, videos=(film,))
        for name, connector in room.connectors.items():
            if not connector.limits.website:
                guide = guide_of(room.office.channels[name])
                assert guide is not None
                assert (link in connector.preview(package, link).text) == guide.links, name

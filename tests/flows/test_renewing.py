"""Tokens that a platform lengthens: renewed in time where tayang may write them, and the old one is never lost."""

import asyncio
import logging
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from config.credentials import resolve_secret
from connectors.contract import Refused, Renewal, Renews, TryLater
from connectors.threads import Threads
from flows import renewing
from flows.accounts import Account, examine_one
from flows.chores import Level, Note
from flows.renewing import accounts
from flows.secret_blocks import keep_in_block, with_secret_blocks
from flows.wiring import open_workroom
from practice.town import Town
from safety.clock import SystemClock
from tests.flows.homes import OFFICE, HomeInPractice, home_with_accounts

pytestmark = pytest.mark.usefixtures("prefect_server")
NAME = "TAYANG_LATIHAN_THREADS"
HALF = 25


@pytest.fixture
def home(tmp_path: Path, town: Town) -> HomeInPractice:
    """A home whose only channel is a Threads profile, its token kept in rahasia.env."""
    home = home_with_accounts(tmp_path / "rumah", town)
    office = home.path / "offices" / f"{OFFICE}.toml"
    text = office.read_text("utf-8")
    threads = text[text.index("[channels.threads]") :].split("\n\n")[0]
    office.write_text(f"{text[: text.index('[channels.')]}{threads}\n", "utf-8")
    return home


@pytest.fixture
def old(town: Town) -> str:
    """The token of the town, 25 days old: 35 days are left."""
    age(town, HALF)
    return town.tokens["threads"]


def age(town: Town, days: float) -> None:
    requests.post(f"{town.urls['threads']}/__practice/token", json={"days": days}, timeout=60).raise_for_status()


def night(home: HomeInPractice, environ: dict[str, str] | None = None) -> list[Note]:
    with open_workroom(home.path, OFFICE, {**os.environ, **(environ or {})}, SystemClock()) as room:
        return asyncio.run(accounts(room))


def account(home: HomeInPractice) -> Account:
    with open_workroom(home.path, OFFICE, os.environ, SystemClock()) as room:
        return examine_one(room, "threads")


def days_left(home: HomeInPractice) -> int:
    ends = account(home).token_ends
    assert ends is not None
    return (ends - datetime.now(UTC)).days


def kept(home: HomeInPractice) -> str:
    return resolve_secret(NAME, {}, home.path)


def test_a_token_in_the_homes_file_is_renewed_before_anybody_is_told_of_its_end(
    home: HomeInPractice, old: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before = (home.path / "rahasia.env").read_text("utf-8").splitlines()
    assert days_left(home) == 34
    told = night(home)
    assert [note.level for note in told] == [Level.GOOD, Level.GOOD]
    assert "token diperbarui di rahasia.env" in told[0].text
    assert kept(home) != old
    assert days_left(home) == 59
    after = (home.path / "rahasia.env").read_text("utf-8").splitlines()
    assert [line for line in after if NAME not in line] == [line for line in before if NAME not in line]
    assert (home.path / "rahasia.env").stat().st_mode & 0o777 == 0o600
    said = caplog.text + " ".join(note.text for note in told)
    assert [token for token in (old, kept(home)) if token in said] == []


def test_the_old_token_goes_on_to_its_own_end(home: HomeInPractice, town: Town, old: str) -> None:
    night(home)
    told = requests.get(
        f"{town.urls['threads']}/v1.0/24000000000000000?fields=id,username",
        headers={"Authorization": f"Bearer {old}"},
        timeout=60,
    )
    assert told.status_code == 200


def test_the_night_after_has_nothing_to_renew(home: HomeInPractice, old: str) -> None:
    night(home)
    renewed = kept(home)
    assert [note.level for note in night(home)] == [Level.GOOD]
    assert kept(home) == renewed != old


def test_a_young_token_is_left_alone_and_meta_refuses_one_of_today(home: HomeInPractice, town: Town) -> None:
    age(town, 0.5)
    night(home)
    assert kept(home) == town.tokens["threads"]
    with open_workroom(home.path, OFFICE, os.environ, SystemClock()) as room:
        connector: Any = room.connectors["threads"]
        assert isinstance(connector, Renews)
        with pytest.raises(Refused, match="24 hours"):
            connector.renew()


def test_a_token_that_the_environment_gives_is_told_fourteen_days_ahead_with_what_to_do(
    home: HomeInPractice, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    age(town, 50)
    monkeypatch.setenv(NAME, town.tokens["threads"])
    told = night(home)
    assert [note.level for note in told] == [Level.PERSON]
    assert "berakhir 9 hari lagi" in told[0].text
    assert f"ganti nilai {NAME} di lingkungan proses tayang" in told[0].text
    assert kept(home) == town.tokens["threads"]
    assert account(home).told[0].do == told[0].text.partition("; ")[2]


def test_a_token_in_a_secret_block_is_renewed_in_its_block(home: HomeInPractice, old: str) -> None:
    secrets = home.path / "rahasia.env"
    secrets.write_text("\n".join(line for line in secrets.read_text("utf-8").splitlines() if NAME not in line) + "\n", "utf-8")

    async def in_the_flow() -> tuple[list[Note], str]:
        await keep_in_block(NAME, old)
        environ = await with_secret_blocks(home.path, OFFICE, os.environ)
        with open_workroom(home.path, OFFICE, environ, SystemClock()) as room:
            told = await accounts(room)
        return told, (await with_secret_blocks(home.path, OFFICE, os.environ))[NAME]

    told, now = asyncio.run(in_the_flow())
    assert "token diperbarui di blok Secret Prefect" in told[0].text
    assert now != old
    assert NAME not in secrets.read_text("utf-8")


def refused(*_: Any) -> Any:
    raise TryLater("Threads: hubungan terputus")


def full_disk(*_: Any) -> Any:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    ("where", "name", "act", "why"),
    [
        ("connectors.threads.Threads", "renew", refused, "hubungan terputus"),
        ("flows.renewing", "write_in_file", full_disk, "tidak dapat disimpan di rahasia.env"),
    ],
)
def test_whatever_goes_wrong_the_old_token_stays(
    home: HomeInPractice, old: str, monkeypatch: pytest.MonkeyPatch, where: str, name: str, act: Callable[..., Any], why: str
) -> None:
    monkeypatch.setattr(f"{where}.{name}", act)
    before = (home.path / "rahasia.env").read_bytes()
    told = night(home)
    assert told[0].level == Level.WARN
    assert why in told[0].text
    assert "yang lama tetap dipakai" in told[0].text
    assert (home.path / "rahasia.env").read_bytes() == before
    assert account(home).usable


def test_a_new_token_that_the_platform_does_not_take_replaces_nothing(
    home: HomeInPractice, old: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def strange(connector: Threads) -> Renewal:
        return Renewal("token-yang-tidak-dikenal", replace(connector, token="token-yang-tidak-dikenal"))

    monkeypatch.setattr(Threads, "renew", strange)
    told = night(home)
    assert "token baru tidak diterima" in told[0].text
    assert kept(home) == old


def test_the_margin_lies_before_the_first_word_of_the_end() -> None:
    assert timedelta(days=30) < renewing.BEFORE < timedelta(days=59)

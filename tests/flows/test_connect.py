"""Connecting a channel: the secret is tried before it is kept, lies where it is looked for, and is shown nowhere."""

import asyncio
import os
import pty
import select
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from aiohttp import web
from click.testing import Result
from prefect.blocks.system import Secret
from prefect.settings import PREFECT_API_URL, temporary_settings
from typer.testing import CliRunner

from cli.app import app
from config.new_home import practice_secrets
from config.platforms import practised
from flows.secret_blocks import block_name, with_secret_blocks
from practice.mastodon import Mastodon
from practice.running import running_town
from practice.town import Town
from tests.flows.homes import OFFICE, HomeInPractice, home_with_accounts

pytestmark = pytest.mark.long
ROOT = Path(__file__).parent.parent.parent
WEBSITE = "TAYANG_LATIHAN_WEBSITE"
MEMBERS = {platform.practice.channel: tuple(platform.practice.tokens) for platform in practised()}
"""The town's tokens of each channel, in the order in which they are asked for."""
ASSISTED = """
[channels.tiktok]
type = "assisted"
platform = "tiktok"
url = "https://www.tiktok.com/@kpu_contoh"
"""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with running_town(tmp_path_factory.mktemp("kota")) as town:
        yield town


@pytest.fixture
def home(tmp_path: Path, town: Town) -> HomeInPractice:
    return home_with_accounts(tmp_path / "rumah", town)


@pytest.fixture
def no_prefect() -> Iterator[None]:
    """Settings that name a Prefect server where nobody listens."""
    with temporary_settings({PREFECT_API_URL: "http://127.0.0.1:9/api"}):
        yield


def connect(home: HomeInPractice, channel: str, *secrets: str, options: tuple[str, ...] = ()) -> Result:
    with patch.dict(os.environ):  # the command sets what Prefect reads for the rest of its process
        words = ["connect", channel, "--home", str(home.path), *options]
        return CliRunner().invoke(app, words, input="\n".join(secrets))


def forget(home: HomeInPractice, name: str) -> None:
    """Take a secret out of the private file."""
    file = home.path / "rahasia.env"
    lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith(f"{name}=")]
    file.write_text("\n".join(lines) + "\n", "utf-8")


def spoil(home: HomeInPractice, channel: str) -> None:
    """Let the private file hold secrets that no platform knows."""
    file = home.path / "rahasia.env"
    text = file.read_text("utf-8")
    for member in MEMBERS[channel]:
        name = practice_secrets()[member]
        text = "\n".join(f"{name}=lama-sekali" if line.startswith(f"{name}=") else line for line in text.splitlines())
    file.write_text(text + "\n", "utf-8")


def in_file(home: HomeInPractice) -> dict[str, str]:
    lines = (home.path / "rahasia.env").read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


@pytest.mark.parametrize("channel", MEMBERS)
def test_a_new_secret_takes_the_old_ones_place_once_the_platform_knows_it(home: HomeInPractice, town: Town, channel: str) -> None:
    spoil(home, channel)
    secrets = [town.tokens[member] for member in MEMBERS[channel]]
    told = connect(home, channel, *secrets)
    assert told.exit_code == 0, told.output
    assert "masuk sebagai" in told.output
    assert {in_file(home)[practice_secrets()[member]] for member in MEMBERS[channel]} == set(secrets)
    assert (home.path / "rahasia.env").stat().st_mode & 0o777 == 0o600
    assert not [secret for secret in secrets if secret in told.output]
    assert (home.path / "papan.html").exists()


def test_a_secret_that_the_platform_refuses_is_not_kept(home: HomeInPractice) -> None:
    before = (home.path / "rahasia.env").read_bytes()
    told = connect(home, "facebook", "rahasia-yang-salah")
    assert told.exit_code == 1
    assert "Belum ada yang disimpan" in told.output
    assert "rahasia-yang-salah" not in told.output
    assert (home.path / "rahasia.env").read_bytes() == before


def test_one_key_of_several_is_given_by_its_name_and_the_others_stay(home: HomeInPractice, town: Town) -> None:
    name = practice_secrets()["x_access_secret"]
    before = in_file(home)
    told = connect(home, "x", f"{name}={town.tokens['x_access_secret']}")
    assert told.exit_code == 0, told.output
    assert in_file(home) == before


@pytest.fixture
def blocks(prefect_server: None) -> Iterator[None]:
    """A Prefect server whose block for the website's secret is there for this test only."""
    yield
    asyncio.run(Secret.adelete(block_name(WEBSITE)))


@pytest.mark.usefixtures("blocks")
def test_a_secret_that_lies_nowhere_yet_is_kept_in_a_prefect_block(home: HomeInPractice, town: Town) -> None:
    forget(home, WEBSITE)
    told = connect(home, "website", town.tokens["site"])
    assert told.exit_code == 0, told.output
    assert "tayang-latihan-website" in told.output
    assert WEBSITE not in in_file(home)
    assert asyncio.run(with_secret_blocks(home.path, OFFICE, {}))[WEBSITE] == town.tokens["site"]


@pytest.mark.usefixtures("no_prefect")
def test_without_prefect_it_says_which_variable_to_set_and_not_to_what(home: HomeInPractice, town: Town) -> None:
    forget(home, WEBSITE)
    told = connect(home, "website", town.tokens["site"])
    assert told.exit_code == 1
    assert f"variabel lingkungan {WEBSITE}" in told.output
    assert town.tokens["site"] not in told.output


def test_without_prefect_it_can_be_kept_in_the_private_file(home: HomeInPractice, town: Town) -> None:
    file = home.path / "rahasia.env"
    others = {name: value for name, value in in_file(home).items() if name != WEBSITE}
    for before in (file.read_text("utf-8"), f"# catatan\nexport {WEBSITE}=lama\n{WEBSITE}=lebih-lama\n", ""):
        file.write_text(before, "utf-8")
        told = connect(home, "website", town.tokens["site"], options=("--file",))
        assert told.exit_code == 0, told.output
        assert in_file(home)[WEBSITE] == town.tokens["site"]
        assert "lama" not in file.read_text("utf-8")
        if others:
            assert others.items() <= in_file(home).items()
            others = {}
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_variable_that_would_be_asked_first_is_told(home: HomeInPractice, town: Town) -> None:
    with patch.dict(os.environ, {WEBSITE: "nilai-lama"}):
        told = connect(home, "website", town.tokens["site"])
    assert told.exit_code == 1
    assert "didahulukan" in told.output


def test_a_channel_that_a_person_fills_has_nothing_to_connect(home: HomeInPractice) -> None:
    file = home.path / "offices" / f"{OFFICE}.toml"
    file.write_text(file.read_text("utf-8") + ASSISTED, "utf-8")
    told = connect(home, "tiktok")
    assert (told.exit_code, "tidak memerlukan rahasia" in told.output) == (0, True)


def test_a_channel_that_is_not_there_or_half_the_keys_are_wrong_use(home: HomeInPractice, town: Town) -> None:
    assert connect(home, "fesbuk").exit_code == 2
    for member in MEMBERS["x"]:
        forget(home, practice_secrets()[member])
    told = connect(home, "x", town.tokens["x_consumer_key"])
    assert told.exit_code == 2
    assert "Access Token Secret" in told.output


def test_a_channel_at_rest_can_be_connected_before_it_is_used(home: HomeInPractice, town: Town) -> None:
    file = home.path / "offices" / f"{OFFICE}.toml"
    file.write_text(file.read_text("utf-8").replace('type = "mastodon"', 'type = "mastodon"\nenabled = false'), "utf-8")
    assert connect(home, "mastodon", town.tokens["mastodon"]).exit_code == 0


def test_a_token_that_may_do_too_much_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def everything(_self: Mastodon, _request: web.Request) -> web.Response:
        return web.json_response({"name": "tayang", "scopes": ["read", "write"]})

    monkeypatch.setattr(Mastodon, "application", everything)
    with running_town(tmp_path / "kota-kuasa") as strong:
        home = home_with_accounts(tmp_path / "rumah", strong)
        before = (home.path / "rahasia.env").read_bytes()
        told = connect(home, "mastodon", strong.tokens["mastodon"])
    assert (told.exit_code, "Belum ada yang disimpan" in told.output) == (1, True)
    assert (home.path / "rahasia.env").read_bytes() == before


def test_what_is_typed_at_a_terminal_is_not_echoed(home: HomeInPractice, town: Town) -> None:
    spoil(home, "website")
    command = [sys.executable, "-P", "-m", "cli", "connect", "website", "--home", str(home.path)]
    child, terminal = pty.fork()
    if child == 0:
        os.execve(sys.executable, command, {**os.environ, "PYTHONPATH": str(ROOT)})  # noqa: S606  # our own command
    shown = _until(terminal, WEBSITE.encode())
    _until_silent(terminal)
    os.write(terminal, town.tokens["site"].encode() + b"\n")
    shown += _until(terminal, b"\0")
    os.close(terminal)  # whoever still waits for its input ends
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0, shown
    assert town.tokens["site"].encode() not in shown
    assert in_file(home)[WEBSITE] == town.tokens["site"]


def _until_silent(terminal: int) -> None:
    """Wait until the program has switched the echo off; what is typed before is thrown away."""
    ends = time.monotonic() + 60
    while termios.tcgetattr(terminal)[3] & termios.ECHO and time.monotonic() < ends:
        select.select([], [], [], 0.01)


def _until(terminal: int, wanted: bytes) -> bytes:
    """What the terminal shows until it shows this, or the program ends."""
    shown = b""
    while wanted not in shown and select.select([terminal], [], [], 60)[0]:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # the other side is closed
            break
        if not piece:
            break
        shown += piece
    return shown

"""A canary in every credential of an office with every type of channel: days on which all goes well and days on which everything
goes wrong, and afterwards no file, database, log or screen holds one of them in any form."""

import asyncio
import base64
import gzip
import io
import json
import logging
import os
import secrets
import sqlite3
import threading
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus, urlsplit

import pytest
from prefect import flow
from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL, PREFECT_LOGGING_TO_API_ENABLED, temporary_settings
from pydantic import SecretStr
from typer.testing import CliRunner

from cli.app import app
from config.channels import NAME_HINT, ChannelBase, channel_models
from config.credentials import SECRET_FILE, resolve_secret
from config.reader_sources import READER_MODELS, READER_TYPES
from connectors.added import Means
from connectors.contract import Connector
from flows import wiring
from flows.accounts import enter_standing, examine
from flows.channels import is_website
from flows.check_links import run_check_links
from flows.count_readers import run_count_readers
from flows.housekeeping import run_housekeeping
from flows.monthly_recap import run_monthly_recap
from flows.publish import run_sweep
from practice.running import running_town
from practice.store import Store
from practice.town import Town, secret_names
from publishing.states import State
from safety.clock import SystemClock
from tests.flows.days import Day
from tests.flows.homes import NAME, OFFICE, drop_news, home_with_accounts
from tests.flows.leaking import leaking_server
from tests.flows.serving import children
from tests.papers import decision

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
NOT_IN_TOWN = """
[channels.wordpress]
type = "wordpress"
label = "WordPress"
url = "@LEAK@"
username = "tayang"
secret = "KENARI_WORDPRESS"

[channels.xmlrpc]
type = "wordpress_xmlrpc"
label = "WordPress lama"
url = "@LEAK@"
username = "tayang"
secret = "KENARI_XMLRPC"
"""


WAYBACK = "KENARI_WAYBACK"


def canary(name: str) -> str:
    """A secret with everything in it that another form could hide; Telegram's stands in addresses as it is."""
    kept = secrets.token_hex(12)
    return f"7001234567:kenari-{kept}-{name}" if "telegram" in name.lower() else f"kenari+{kept}/{name}=="


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A town whose every token is a canary."""
    store = Store(tmp_path / "kota" / "kota.sqlite", SystemClock())
    for name in secret_names():
        store.set(f"token:{name}", canary(name))
    store.close()
    with running_town(tmp_path / "kota") as town:
        yield town


@pytest.fixture
def day(tmp_path: Path, town: Town) -> Iterator[Day]:
    day = Day(home_with_accounts(tmp_path / "rumah", town), town)
    yield day
    day.close()


def in_a_flow(day: Day, seconds: float) -> None:
    """One sweep and a night's work, as Prefect runs them: with its runs, logs and artifacts."""

    @flow(name="sehari")
    async def whole_day() -> None:
        day.clock.advance(seconds)
        await run_sweep(day.home.path, OFFICE, day.clock)

    asyncio.run(whole_day())


def nights_work(day: Day) -> None:
    with day.room() as room:
        enter_standing(room, examine(room))
    asyncio.run(run_count_readers(day.home.path, OFFICE, day.clock))
    assert asyncio.run(run_check_links(day.home.path, OFFICE, day.clock, everything=True)).skipped == ""
    asyncio.run(run_housekeeping(day.home.path, OFFICE, day.clock))
    asyncio.run(run_monthly_recap(day.home.path, OFFICE, day.clock))


def drop(day: Day, name: str, *, websites: bool = True, social: bool = True) -> None:
    """A package with a picture, a PDF and a film for every channel of the office that is a website, or that is none."""
    with day.room() as room:
        named = {name: is_website(channel) for name, channel in room.office.channels.items()}
    wanted = [name for name, website in named.items() if (websites if website else social)]
    folder = drop_news(day.home, name, ", ".join(wanted))
    (folder / "lampiran").mkdir()
    (folder / "lampiran" / "keputusan.pdf").write_bytes(decision(1))
    (folder / "media" / "film.mp4").write_bytes((Path(__file__).parent.parent / "films" / "film.mp4").read_bytes())
    text = (folder / "naskah.md").read_text("utf-8").replace("alt:\n", "alt:\n  film.mp4: Rekaman rapat\n")
    (folder / "naskah.md").write_text(text, "utf-8")
    day.seal()
    day.approve(name)


def secret_fields(model: type[ChannelBase]) -> list[str]:
    """The fields of a type of channel that name a secret."""
    return sorted(name for name, told in model.model_fields.items() if told.description == NAME_HINT)


def everything_leaks(day: Day, leak: str) -> None:
    """Every channel speaks to the server that repeats what it is told, with a secret in every field that may have one."""
    file = day.home.path / "offices" / f"{OFFICE}.toml"
    text = file.read_text("utf-8") + NOT_IN_TOWN.replace("@LEAK@", leak)
    for url in day.town.urls.values():
        text = text.replace(url, leak)
    models = {model.model_fields["type"].annotation.__args__[0]: model for model in channel_models()}  # type: ignore[union-attr]
    more = []
    for name, told in tomllib.loads(text)["channels"].items():
        for field in secret_fields(models[told["type"]]):
            if field not in told:
                more.append(f"KENARI_{name}_{field}".upper())
                text = text.replace(f"[channels.{name}]\n", f'[channels.{name}]\n{field} = "{more[-1]}"\n')
    text, counted = with_analytics(text, leak)
    file.write_text(text, "utf-8")
    with (day.home.path / SECRET_FILE).open("a", encoding="utf-8") as kept:
        kept.writelines(f"{name}={canary(name)}\n" for name in counted)
        kept.write(f"{WAYBACK}=kenari{secrets.token_hex(8)}:kenari{secrets.token_hex(8)}\n")
        for name in (*more, "KENARI_WORDPRESS", "KENARI_XMLRPC"):
            kept.write(f"{name}={canary(name)}\n")
    settings = day.home.path / "tayang.toml"
    host = urlsplit(leak).netloc
    told = settings.read_text("utf-8").replace("allow_hosts = [", f'allow_hosts = ["{host}", ')
    asked = f'[archive]\nwayback = true\nwayback_url = "{leak}"\nwayback_secret = "{WAYBACK}"\n'
    assert told.count("[archive]\n") == 1
    settings.write_text(told.replace("[archive]\n", asked), "utf-8")


def with_analytics(text: str, leak: str) -> tuple[str, list[str]]:
    """The office's file with every kind of analytics as the counter of a channel, and the names of their secrets."""
    named = [f"KENARI_PEMBACA_{kind}".upper() for kind in READER_TYPES]
    channels = list(tomllib.loads(text)["channels"])
    for model, channel, secret in zip(READER_MODELS, channels, named, strict=False):
        kind = secret.rpartition("_")[2].lower()
        site = {"matomo": "site = 1\n", "goatcounter": ""}.get(kind, 'site = "1"\n')
        assert model.model_fields["type"].annotation.__args__ == (kind,)  # type: ignore[union-attr]
        text += f'\n[readers.{channel}]\ntype = "{kind}"\nurl = "{leak}"\n{site}secret = "{secret}"\n'
    assert len(channels) >= len(named)
    return text, named


def breaking(make: Any) -> Any:
    """Connectors whose first two outward acts end in a fault of their own that shows everything they know."""

    def made(channel: ChannelBase, means: Means) -> Connector:
        connector: Connector = make(channel, means)
        known = " ".join(means.secret(name) for name in channel.secret_names().values())

        def fault(*_args: object, **_options: object) -> Any:
            raise RuntimeError(f"rusak: {known} https://x/?access_token={quote_plus(known)}")

        for act in ("stage", "find", "check", "look"):
            object.__setattr__(connector, act, fault)
        return connector

    return made


def canaries(day: Day) -> dict[str, str]:
    """Every secret of the office by its name; no two are the same."""
    with day.room() as room:
        names = {name for _, name in room.office.named_secrets()}
    values = {name: resolve_secret(name, {}, day.home.path) for name in names}
    values |= dict(zip(("WAYBACK_KUNCI", "WAYBACK_SANDI"), resolve_secret(WAYBACK, {}, day.home.path).split(":"), strict=True))
    assert len(set(values.values())) == len(values)
    assert all("kenari" in value for value in values.values())
    return values


def forms(value: str, users: set[str]) -> Iterator[bytes]:
    """How a secret may stand in a file: as it is, in an address, in JSON, behind Basic."""
    for text in {value, quote(value), quote(value, safe=""), quote_plus(value), json.dumps(value)[1:-1]}:
        yield text.encode()
    for text in (value, *(f"{user}:{value}" for user in users)):
        for encoded in (base64.b64encode(text.encode()), base64.urlsafe_b64encode(text.encode())):
            yield encoded.rstrip(b"=")[:-1]


def spilt(found: Mapping[str, str], users: set[str], places: Mapping[str, bytes]) -> list[str]:
    """Which canary stands where."""
    looked_for = [(name, form) for name, value in found.items() for form in set(forms(value, users))]
    return [f"{name} in {place}" for place, data in places.items() for name, form in looked_for if form in data]


@contextmanager
def watched_children() -> Iterator[dict[str, bytes]]:
    """The command lines and surroundings of every process that is started meanwhile, as anybody's `ps` would show them."""
    seen: dict[str, bytes] = {}
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.02):
            for pid in children(os.getpid()):
                for what in ("cmdline", "environ"):
                    with suppress(OSError):
                        told = Path(f"/proc/{pid}/{what}").read_bytes()
                        seen[f"{what} {pid}"] = max(seen.get(f"{what} {pid}", b""), told, key=len)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join(10)


def everything_written(day: Day) -> dict[str, bytes]:
    files = [path for path in day.home.path.rglob("*") if path.is_file() and path.name != SECRET_FILE]
    read = {}
    for path in files:
        with suppress(FileNotFoundError):  # a journal that ended meanwhile
            read |= unpacked(str(path.relative_to(day.home.path)), path.read_bytes())
    return read


def unpacked(name: str, data: bytes) -> dict[str, bytes]:
    """A file as it lies there, and what is packed in it: each member of a WARC, a WACZ, a workbook, a Word file."""
    found = {name: data}
    if data.startswith(b"\x1f\x8b"):
        found[f"{name} (dibuka)"] = gzip.decompress(data)
    elif data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                found |= unpacked(f"{name}/{member}", archive.read(member))
    return found


def _plain(value: object) -> str:
    return str(value.get_secret_value()) if isinstance(value, SecretStr) else str(value)


def of_prefect() -> dict[str, bytes]:
    """All that Prefect's server keeps: runs, their states and parameters, logs, artifacts, events."""
    place = Path(_plain(PREFECT_API_DATABASE_CONNECTION_URL.value()).partition("///")[2].partition("?")[0])
    told = {str(file): file.read_bytes() for file in place.parent.glob(f"{place.name}*")}
    assert told
    with sqlite3.connect(f"file:{place}?mode=ro", uri=True) as database:
        told["log"] = "\n".join(str(row) for row in database.execute("SELECT message FROM log")).encode()
    return told


def test_no_canary_is_found_anywhere(
    day: Day, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    users = {"tayang", "kpu_contoh", ""}
    around = canary("LINGKUNGAN")
    monkeypatch.setenv("TAYANG_KENARI_LINGKUNGAN", around)
    with temporary_settings({PREFECT_LOGGING_TO_API_ENABLED: True}), watched_children() as processes:
        asyncio.run(run_check_links(day.home.path, OFFICE, day.clock))  # while this clock agrees with the town's
        drop(day, NAME)
        for _ in range(12):  # films are processed for a while
            in_a_flow(day, 300)
            if {row.state for row in day.rows().values()} == {State.VERIFIED}:
                break
        assert {row.state for row in day.rows().values()} == {State.VERIFIED}
        nights_work(day)
        with leaking_server() as leak:
            everything_leaks(day, leak)
            types = {type(channel) for channel in day_channels(day).values()}
            assert types == {model for model in channel_models() if secret_fields(model)}, "a type of channel has no canary"
            drop(day, "hari-buruk", websites=False)
            drop(day, "situs-buruk", social=False)
            for _ in range(12):
                in_a_flow(day, 3600)
            nights_work(day)
            monkeypatch.setattr(wiring, "connector_of", breaking(wiring.connector_of))
            drop(day, "hari-rusak", websites=False)
            drop(day, "situs-rusak", social=False)
            for _ in range(4):
                in_a_flow(day, 3600)
            nights_work(day)
            shown = CliRunner().invoke(app, ["doctor", "--home", str(day.home.path)]).output
            shown += CliRunner().invoke(app, ["check", str(day.home.inbox / "hari-rusak"), "--home", str(day.home.path)]).output
            shown += CliRunner().invoke(app, ["status", "--home", str(day.home.path)]).output
    screen = capfd.readouterr()
    places = everything_written(day) | of_prefect()
    places |= {"log": caplog.text.encode(), "screen": (screen.out + screen.err + shown).encode()}
    assert any(name.startswith("environ") for name in processes), "no program was started at all"
    places |= processes
    found = canaries(day) | {"TAYANG_KENARI_LINGKUNGAN": around}
    assert len(found) >= 25
    assert "\n".join(sorted(set(spilt(found, users, places)))) == ""
    assert any(name.startswith("salinan/") and name.endswith(".warc.gz (dibuka)") for name in places), "no archive was opened"
    assert b"hari-buruk" in places["papan.html"]
    control = {"berkas": b"Basic " + base64.b64encode(f"tayang:{found['KENARI_WORDPRESS']}".encode())}
    assert spilt(found, users, control) != [], "the search itself finds nothing"


def day_channels(day: Day) -> Mapping[str, ChannelBase]:
    with day.room() as room:
        return dict(room.office.channels)

"""The manual says what the program does: commands, settings, links, pictures and the table of connectors."""

import re
import socket
import tomllib
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from urllib.parse import unquote
from xml.etree import ElementTree

import click
import pytest
import typer
from PIL import Image
from pydantic import BaseModel
from pytest_socket import SocketConnectBlockedError

from cli.app import app
from cli.commands_page import page as page_of_commands
from config.channels import NAME_HINT, channel_models
from config.home_file import HomeFile
from config.messages import Messages
from config.office import Office, Person, Sop
from config.platforms import PLATFORMS, built_in
from config.working_hours import Hours, WorkingDays
from connectors.contract import Connector
from content_queue.words import WORDS
from flows.deployments import JOBS
from flows.platforms_page import page as page_of_platforms
from flows.platforms_page import table as table_of_platforms
from flows.procedures_page import page as page_of_procedures
from publishing import desk
from publishing.states import State
from reports.labels import GRADES, PACKAGES, PUBLICATIONS

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
ROOMS = ("cli", "config", "connectors", "content_queue", "flows", "ledger", "links", "publishing", "readership", "reports")
PICTURE_BYTES = 150_000
SAME_IN_BOTH = {"alur.svg", "situs-latihan.png", "papan-prefect.png"}
"""What speaks no language of ours: the practice site as the public sees it, and Prefect's own words."""
OTHER = "--language"
"""With this an English page asks for the screens that it shows."""
COMMANDS = typer.main.get_command(app)
CONTEXT = click.Context(COMMANDS)

PAIRS = [page for page in PAGES if page.name.endswith(".en.md")]
"""The English half of each page that there is in both languages."""
ADMIN = {
    "admin.md": ("### Kanal", "Libur nasional", "Keduanya dibaca", "setiap {} menit"),
    "admin.en.md": ("### Channels", "National holidays", "Both are read anew", "every {} minutes"),
}
"""The words at which the examples of the administrator's guide end, and how it tells a schedule."""
in_both = pytest.mark.parametrize("admin", ADMIN)
each_page = pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])


def pieces(text: str) -> Iterator[str]:
    """Every line that is code: fenced, indented, or between backticks within a line."""
    fenced = False
    for line in text.splitlines():
        if line.startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            yield line
        else:
            yield from re.findall(r"`([^`]+)`", line)


CALL = re.compile(r"\s*(?:sudo -u tayang |ExecStart=)?(?:\S*/)?tayang ([a-z][^#;|&`]*)")


def spoken(text: str) -> Iterator[list[str]]:
    """The words after `tayang` wherever a piece of code calls it."""
    for piece in pieces(text):
        if call := CALL.match(piece):
            yield call[1].split()


def children(command: click.Command) -> dict[str, click.Command]:
    return getattr(command, "commands", {})


def fault_of(words: list[str]) -> str:
    """What is wrong with a command as it is written, "" if nothing is."""
    command: click.Command = COMMANDS
    while children(command):
        if getattr(command, "invoke_without_command", False) and (not words or words[0].startswith("-")):
            break
        name, words = (words[0], words[1:]) if words else ("", [])
        if name not in children(command):
            return f"{command.name} knows no {name}"
        command = children(command)[name]
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    return " ".join(word for word in words if word.startswith("--") and word not in known)


@each_page
def test_every_command_that_is_named_exists_with_its_options(page: Path) -> None:
    wrong = [(words, fault) for words in spoken(page.read_text("utf-8")) if (fault := fault_of(words))]
    assert not wrong


def test_the_commands_in_the_manual_are_found_at_all() -> None:
    found = {words[0] for page in PAGES for words in spoken(page.read_text("utf-8"))}
    assert {"init", "approve", "answer", "serve", "ledger"} <= found


def test_every_command_stands_in_the_readme() -> None:
    words = [" ".join(call) for call in spoken((ROOT / "README.md").read_text("utf-8"))]
    missing = [name for name in children(COMMANDS) if not any(call.split()[0] == name for call in words)]
    assert not missing


def test_every_command_that_a_message_names_exists() -> None:
    sources = [source.read_text("utf-8") for room in ROOMS for source in (ROOT / room).glob("*.py")]
    called = [call for source in sources for call in re.findall(r"`tayang ([a-z][^`{}|…]*)`", source)]
    advised = [
        call for pair in WORDS.values() for text in pair for call in re.findall(r"(?:lewat|by|with) tayang (\S+?)\b", text)
    ]
    assert called
    assert advised
    assert not [fault for call in (*called, *advised) if (fault := fault_of(call.split()))]


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives a page's headings."""
    heads = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@each_page
def test_every_relative_link_and_picture_is_there(page: Path) -> None:
    missing = []
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if target.startswith(("https://", "mailto:")):
            continue
        path, _, anchor = unquote(target).partition("#")
        place = (page.parent / path).resolve() if path else page
        if not place.exists() or (anchor and anchor not in anchors(place)):
            missing.append(target)
    assert not missing


def test_every_picture_is_whole_small_and_used() -> None:
    text = "".join(page.read_text("utf-8") for page in PAGES)
    for picture in (ROOT / "docs" / "pictures").iterdir():
        assert picture.name in text
        assert picture.stat().st_size < PICTURE_BYTES
        if picture.suffix == ".svg":
            assert ElementTree.parse(picture).getroot().tag.endswith("svg")  # noqa: S314  # our own file
        else:
            with Image.open(picture) as image:
                image.verify()


def test_english_pages_show_english_screens() -> None:
    shown = {page.name: re.findall(r"pictures/([\w.-]+)", page.read_text("utf-8")) for page in PAIRS}
    wrong = {page: [name for name in names if name not in SAME_IN_BOTH and ".en." not in name] for page, names in shown.items()}
    assert {page: names for page, names in wrong.items() if names} == {}
    assert sum(".en." in name for names in shown.values() for name in names) >= 10


def keys_of(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from (f"{name}.{key}" for key in keys_of(field.annotation))
        else:
            yield name


@in_both
def test_the_table_of_settings_is_the_settings(admin: str) -> None:
    text = (ROOT / "docs" / admin).read_text("utf-8")
    rows = re.findall(r"^\| (`[a-z]+\.[^|]+) \|([^|]*)\|", text, re.MULTILINE)
    told = {key: default for cell, defaults in rows for key, default in zip(names(cell), defaults.split("·"), strict=True)}
    assert set(told) == set(keys_of(HomeFile))
    for key, default in told.items():
        table, name = key.split(".")
        field = HomeFile.model_fields[table].annotation.model_fields[name]  # type: ignore[union-attr]
        written = default.strip().strip("`")
        if field.is_required():
            assert written == ""
        else:
            value = field.default
            assert tomllib.loads(f"x = {written}")["x"] == (list(value) if isinstance(value, tuple) else value), key


def names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@in_both
def test_the_keys_of_an_office_file_are_all_told(admin: str) -> None:
    text = (ROOT / "docs" / admin).read_text("utf-8")
    told = set(names(text)) | set(re.findall(r"^    ([a-z_]+) =", text, re.MULTILINE))
    wanted = {*Office.model_fields, *Person.model_fields, *Sop.model_fields, *Messages.model_fields} - {
        "people",
        "sop",
        "channels",
        "signers",
    }
    assert wanted <= told
    assert {"[[people]]", "[sop]", "[channels.…]"} <= told
    assert "[sop.signers]" in text


def test_the_fields_of_every_channel_are_told() -> None:
    text = (ROOT / "docs" / "connectors.md").read_text("utf-8")
    every = re.split(r"^### `([a-z_]+)`", text[text.index("## Berkas satuan kerja") :], flags=re.MULTILINE)
    told = dict(zip(every[1::2], every[2::2], strict=True))
    for model, kind in zip(channel_models(), PLATFORMS, strict=True):
        assert set(model.model_fields) <= {*names(told[kind]), *names(every[0])}, kind


@in_both
def test_the_office_example_in_the_manual_can_be_read(admin: str) -> None:
    text = (ROOT / "docs" / admin).read_text("utf-8")
    example = text[text.index("    [sop]\n") : text.index(ADMIN[admin][0])]
    sop = Sop.model_validate(tomllib.loads(example.replace("\n    ", "\n").lstrip())["sop"])
    assert (ROOT / "config" / "sop" / f"{sop.profile}.toml").exists()


@in_both
def test_the_hours_and_days_in_the_manual_can_be_read(admin: str) -> None:
    text = (ROOT / "docs" / admin).read_text("utf-8")
    hours = text[text.index("    [hours]\n") : text.index(ADMIN[admin][1])]
    assert Hours.model_validate(tomllib.loads(dedent(hours))["hours"]) == Hours(), "the manual tells the default"
    days = text[text.index("    [[days_off]]") : text.index(ADMIN[admin][2])]
    found = WorkingDays.model_validate(tomllib.loads(dedent(days)))
    assert all((found.days_off, found.working_days, found.special_hours))


def test_the_page_of_platforms_is_what_the_connectors_declare() -> None:
    assert (ROOT / "docs" / "connectors.md").read_text("utf-8") == page_of_platforms(), "stale: run `make docs`"
    assert (ROOT / "docs" / "connectors.csv").read_text("utf-8") == table_of_platforms(), "stale: run `make docs`"


def test_every_type_of_channel_has_a_guide_that_names_all_its_secrets() -> None:
    for model, kind in zip(channel_models(), PLATFORMS, strict=True):
        secrets = {name for name, field in model.model_fields.items() if field.description == NAME_HINT}
        assert set(built_in(kind).guide.secrets) == secrets, kind
        assert built_in(kind).guide.steps


def test_the_ten_names_are_the_contract() -> None:
    text = (ROOT / "docs" / "adding-a-connector.md").read_text("utf-8")
    table = text[text.index("## The ten names") : text.index("## Which error?")]
    told = re.findall(r"^\| `([a-z]+)", table, re.MULTILINE)
    assert told == [name for name in vars(Connector) if not name.startswith("_")]


@pytest.mark.parametrize("ending", [".md", ".en.md"])
def test_every_state_is_told_in_the_words_of_the_board(ending: str) -> None:
    model, operator = ((ROOT / "docs" / f"{name}{ending}").read_text("utf-8") for name in ("model", "operator"))
    for state in State:
        assert state.name in model
        assert PUBLICATIONS[state] in model
    for code in (desk.AWAITING, desk.APPROVED, desk.DONE, desk.CANCELLED, desk.REPLACED, desk.LATE, desk.RETURNED):
        assert f"`{code}` | {PACKAGES[code]}" in model
    for word in GRADES.values():
        assert word in model
        assert f"**{word}**" in operator


@in_both
def test_the_timetable_in_the_manual_is_the_one_that_runs(admin: str) -> None:
    text = (ROOT / "docs" / admin).read_text("utf-8")
    told = dict(re.findall(r"^\| `([a-z_]+)-NAME` \| ([^|]+) \|", text, re.MULTILINE))
    assert set(told) == {job.flow for job in JOBS}
    for job in JOBS:
        for schedule in job.schedules:
            minute, hour = schedule.cron.split()[:2]
            said = f"{int(hour):02d}:{int(minute):02d}" if hour.isdigit() else ADMIN[admin][3].format(minute.removeprefix("*/"))
            assert said in told[job.flow]


NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


@each_page
def test_every_test_that_a_page_names_exists(page: Path) -> None:
    for file, name in NAMED_TEST.findall(page.read_text("utf-8")):
        assert re.search(rf"^\s*(?:async )?def {name}\(", (ROOT / file).read_text("utf-8"), re.MULTILINE), f"{file}::{name}"


SHORT_NAME = re.compile(r"(?<!/)\b(test_\w+)(?:::(test_\w+))?")


@each_page
def test_every_test_that_a_page_names_shortly_exists(page: Path) -> None:
    written = {file.stem: file.read_text("utf-8") for file in (ROOT / "tests").rglob("*.py")}
    for first, second in SHORT_NAME.findall(NAMED_TEST.sub("", page.read_text("utf-8"))):
        inside = [written[first]] if second and first in written else list(written.values())
        name = second or first
        assert (first in written and not second) or any(f"def {name}" in text for text in inside), f"{first}::{second}"


@pytest.mark.parametrize(("page", "count"), [("connectors-checks.md", 25), ("links-checks.md", 20), ("security.md", 27)])
def test_each_of_the_checks_names_its_tests(page: str, count: int) -> None:
    lines = (ROOT / "docs" / page).read_text("utf-8").splitlines()
    rows = [line for line in lines if re.match(r"\| \d+ \|", line)]
    numbers = [int(line.split("|")[1]) for line in rows]
    assert numbers == list(range(1, count + 1))
    assert [line for line in rows if not NAMED_TEST.search(line)] == []


@pytest.mark.filterwarnings("ignore:A test tried to use:UserWarning")
def test_no_test_reaches_another_machine() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as wire, pytest.raises(SocketConnectBlockedError):
        wire.connect(("192.0.2.1", 443))


def test_the_page_of_procedures_is_what_the_profiles_say() -> None:
    assert (ROOT / "docs" / "sop.md").read_text(encoding="utf-8") == page_of_procedures(), "run `make docs`"


def test_the_pages_of_commands_are_what_the_commands_say() -> None:
    assert (ROOT / "docs" / "commands.md").read_text(encoding="utf-8") == page_of_commands("id"), "run `make docs`"
    assert (ROOT / "docs" / "commands.en.md").read_text(encoding="utf-8") == page_of_commands("en"), "run `make docs`"


@pytest.mark.parametrize("english", PAIRS, ids=[page.name for page in PAIRS])
def test_both_languages_of_a_page_tell_the_same(english: Path) -> None:
    """What can be counted: its sections, tables, pictures, and the commands with their options."""
    other = english.with_name(english.name.replace(".en.md", ".md"))
    assert skeleton(english.read_text("utf-8")) == skeleton(other.read_text("utf-8")), f"write it in {other.name} too"


def skeleton(text: str) -> dict[str, object]:
    plain = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    return {
        "sections": re.findall(r"^#+(?= )", plain, re.MULTILINE),
        "rows": len(re.findall(r"^\|", plain, re.MULTILINE)),
        "pictures": [name.replace(".en.png", ".png") for name in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)],
        "commands": [(words[0], sorted({word for word in words if word.startswith("--")} - {OTHER})) for words in spoken(text)],
    }

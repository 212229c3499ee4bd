"""Commands, their help and what is wrong with how they were typed, as somebody reads them who knows no Indonesian."""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer import TyperException
from typer.main import get_command
from typer.testing import CliRunner

from cli.app import app
from cli.wrong_use import told
from config.new_home import init_home
from config.settings import load_home
from flows.deployments import CHECKOUT, python_path
from language.say import speak
from tests.language.reading import indonesian_in

NAMES = re.compile(r"naskah\.(md|docx)")
"""Files that have their names in both languages."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    speak("en")
    return init_home(tmp_path / "rumah", "contoh", practice=True)


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--home", str(home)])


def typed(*words: str, cwd: Path = CHECKOUT, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "cli", *words]
    own = {"PYTHONPATH": python_path(), "PATH": os.environ["PATH"], "COLUMNS": "400"} | environ
    return subprocess.run(command, cwd=cwd, env=own, capture_output=True, text=True, check=False, timeout=60)


def commands(command: object, at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield at
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*at, name))


def test_every_help_page_is_in_english() -> None:
    speak("en")
    pages = {
        " ".join(words): NAMES.sub("", CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "200"}).output)
        for words in commands(get_command(app))
    }
    assert {words: found for words, page in pages.items() if (found := indonesian_in(page))} == {}
    assert all(
        words in pages["pause"] for words in ("Usage: ", "[OPTIONS] {REASON}", "Arguments", "[required]", "Show this message.")
    )
    assert "To begin" in pages[""]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("pause", "REASON is missing (Why it is paused, in quotation marks; shown on the board)."),
        (
            "answer paket facebook",
            "Option --by is missing (Id of the person who saw it with their own eyes). How it is used: tayang",
        ),
        ("pausee", "There is no command pausee. Did you mean 'pause'. How it is used: tayang --help"),
        ("status --jsn", "There is no option --jsn. Did you mean --json. How it is used: tayang status --help"),
        ("new Rapat pleno", "This word is too much: pleno. Several words are written in quotation marks."),
        ("approve paket --by ketua --step tujuh", "Option --step: not a whole number."),
        ("new Rapat --kind warta", "Option --kind: 'warta' is not one of 'berita', 'pengumuman',"),
        ("sheet paket --later besok", "Option --later: 'besok' is not a date; write it as 2026-11-30."),
        ("status --home", "Option --home needs a value."),
    ],
)
def test_a_mistake_is_told_in_english(words: str, said: str) -> None:
    speak("en")
    with pytest.raises(TyperException) as caught:
        app(words.split(), prog_name="tayang", standalone_mode=False)
    assert told(caught.value).startswith(said)


def test_the_language_is_that_of_the_home_that_is_named_or_that_one_is_in(home: Path, tmp_path: Path) -> None:
    said = "There is no option --jsn."
    assert said in typed("status", "--jsn", "--home", str(home)).stderr
    assert said in typed("status", "--jsn", f"--home={home}").stderr
    assert said in typed("status", "--jsn", TAYANG_HOME=str(home)).stderr
    assert said in typed("status", "--jsn", cwd=home).stderr
    assert said in typed("init", "--language", "en", "--jsn").stderr
    assert "Tidak ada pilihan --jsn." in typed("status", "--jsn", cwd=tmp_path).stderr


def test_a_home_whose_settings_cannot_be_read_is_told_of_in_indonesian(home: Path) -> None:
    (home / "tayang.toml").write_text("[home\n", "utf-8")
    assert "penulisan TOML keliru" in typed("status", "--home", str(home)).stderr


def test_init_makes_a_home_that_speaks_english(tmp_path: Path) -> None:
    made = CliRunner().invoke(app, ["init", str(tmp_path / "home"), "--office", "contoh", "--language", "en", "--no-ask"])
    assert "The home of tayang is ready" in made.output
    assert "check every account" in made.output
    assert indonesian_in(made.output.replace(str(tmp_path), "")) == []
    assert tomllib.loads((tmp_path / "home" / "tayang.toml").read_text("utf-8"))["home"]["language"] == "en"
    speak("id")
    assert load_home(tmp_path / "home", {}).language == "en"
    assert "There is no home" in CliRunner().invoke(app, ["--home", str(tmp_path)]).output, "the process speaks it from then on"


def test_without_a_choice_a_home_speaks_indonesian(tmp_path: Path) -> None:
    made = CliRunner().invoke(app, ["init", str(tmp_path / "rumah"), "--office", "contoh", "--no-ask"])
    assert "Rumah tayang siap" in made.output
    assert load_home(tmp_path / "rumah", {}).language == "id"


def test_the_first_questions_are_asked_in_english(tmp_path: Path) -> None:
    answers = "\n".join(["KPU Kabupaten Bukit", "", "Jalan Raya 1", *[""] * 20])
    words = ["init", str(tmp_path / "home"), "--language", "en", "--ask"]
    asked = CliRunner().invoke(app, words, input=answers)
    assert asked.exit_code == 0, asked.output
    assert "Full name of the office" in asked.output
    assert "Name of the Ketua (chair)" in asked.output
    assert 'name = "Ketua KPU Kabupaten Bukit"' in (tmp_path / "home" / "offices" / "kabupaten-bukit.toml").read_text("utf-8")


def test_what_commands_answer_is_in_english(home: Path) -> None:
    lines = [
        run(home, "pause", "quiet period").output,
        run(home, "resume", "--channel", "papan").output,
        run(home, "resume").output,
        run(home, "approve", "rapat", "--by", "nobody").output,
        run(home, "correct", "rapat", "--done").output,
        run(home, "ledger", "verify").output,
        run(home, "links").output,
        run(home, "copy", "verify").output,
        run(home, "readers", "events").output,
        run(home, "readers", "export", str(home / "counts.txt")).output,
        run(home, "sop").output,
        run(home, "backup", str(home.parent / "kept.zip")).output,
        run(home, "restore", str(home / "tayang.toml"), str(home / "ledger")).output,
    ]
    shown = "\n".join(lines).replace(str(home), "").replace(str(home.parent), "")
    assert "Publication on contoh is paused: quiet period. Resume with `tayang resume`." in shown
    assert "nobody is not in the office's file; there are: ketua," in shown
    assert "The ledger of contoh is intact." in shown
    assert "the file's name must end in .xlsx or .csv, not counts.txt" in shown
    assert "Nothing is late now." in shown
    assert "Keep rahasia.env in another safe place." in shown
    assert indonesian_in(shown.replace("papan", "")) == []


def test_the_bare_command_tells_how_things_stand_in_the_language_of_the_home(home: Path) -> None:
    told_bare = typed(cwd=home)
    assert (told_bare.returncode, told_bare.stderr) == (0, "")
    assert "Nothing waits for a decision." in told_bare.stdout
    assert indonesian_in(NAMES.sub("", told_bare.stdout)) == []


def test_a_practice_home_may_speak_english(tmp_path: Path) -> None:
    place = str(tmp_path / "latihan")
    opened = typed("practice", "start", place, "--language", "en")
    closed = typed("practice", "stop", place)
    assert "Practice home: " in opened.stdout, opened.stdout + opened.stderr
    assert closed.stdout == "The practice town is closed.\n"
    assert load_home(tmp_path / "latihan", {}).language == "en"

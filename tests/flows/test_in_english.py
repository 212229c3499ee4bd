"""A home that speaks English: its board, forms, messages, chores and deployments, and what was said before it changed."""

import asyncio
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client

from config.settings import load_home
from flows import deploy, message_text
from flows.backup import BackupError, read_manifest
from flows.board import gather
from flows.check_links import Change, change_of
from flows.chores import GIB, Level, backup_note, disk_note
from flows.deciding import Said, decide
from flows.deployments import planned, python_path
from flows.form_fields import fields_of, said_in, words_above
from flows.forms import Act, Form, wanted
from flows.news import News, news
from flows.open_forms import ENTERED
from flows.spoken import in_every_language, speak_as
from flows.wiring import Workroom
from language.say import speak, spoken
from ledger.queries import CheckRow
from links.problems import Verdict
from tests.flows.sop_way import Way
from tests.language.reading import indonesian_in

NOW = datetime(2026, 11, 21, tzinfo=UTC)
FORM = Form("2026-11-21-a", 1, 4, Act.CONTENT, "0" * 64)


def in_english(home: Path) -> Path:
    file = home / "tayang.toml"
    file.write_text(file.read_text("utf-8").replace('language = "id"', 'language = "en"', 1), "utf-8")
    return home


@pytest.fixture
def proposed(way: Way) -> Way:
    """A package in konsep/ of an English home, proposed by a person."""
    in_english(way.day.home.path)
    way.propose()
    way.does("report", way.name, "--by", "kasubbag-hukum")
    return way


def seen(room: Workroom, *texts: str) -> list[str]:
    """The everyday Indonesian in these texts, but for what the office itself is called and how the procedure names its steps."""
    text = " ".join(texts)
    for name in (room.office.name, *(step.activity for step in room.desk.steps), *(step.actor or "" for step in room.desk.steps)):
        text = text.replace(name, "") if name else text
    return indonesian_in(text)


def test_the_board_says_what_is_to_be_done(proposed: Way) -> None:
    with proposed.day.room() as room:
        board = gather(room)
        asked = [action.text for card in board.packages for action in card.actions]
        assert any(text.startswith("Step ") and "waits for the signature of one of:" in text for text in asked)
        assert seen(room, *asked) == []


def test_what_waits_is_the_same_news_in_either_language(proposed: Way) -> None:
    with proposed.day.room() as room:
        told = news(room)
        assert "waits for the signature" in told[0].text
        speak("id")
        assert [one.key for one in news(room)] == [one.key for one in told]


def test_a_form_asks_in_english_and_takes_the_answer(proposed: Way) -> None:
    with proposed.day.room() as room:
        form = wanted(room)[proposed.name]
        fields = fields_of(room, form).model_json_schema()["properties"]
        assert (fields["jawaban"]["title"], fields["jawaban"]["enum"]) == ("Answer", ["Yes", "No"])
        titles = [told[key] for told in fields.values() for key in ("title", "description")]
        assert seen(room, *titles, words_above(room, form, "", "/page")) == []
        told = decide(room, form, said_in(form, {"siapa": "sekretaris", "jawaban": "Yes"}))
        assert told.startswith("Recorded: Yes at step 3 ")


@pytest.mark.parametrize("language", ["id", "en"])
def test_an_answer_is_understood_in_the_language_in_which_its_form_was_opened(language: str) -> None:
    speak("en" if language == "en" else "id")
    assert [said_in(FORM, {"siapa": "ketua – Ketua", "jawaban": said}) for said in ("Ya", "Yes")] == [Said("ketua")] * 2
    assert [said_in(FORM, {"siapa": "ketua", "jawaban": said}).yes for said in ("Tidak", "No")] == [False, False]


def test_a_form_that_was_answered_stays_answered_when_the_language_is_another() -> None:
    assert in_every_language(ENTERED) == {"Tercatat", "Recorded"}


def test_deployments_and_the_form_for_a_proposal_are_described(proposed: Way) -> None:
    settings = load_home(proposed.day.home.path, os.environ)
    plan = planned(settings.path, settings.offices)
    fields = next(one.fields for one in plan if one.job.flow == "propose")
    assert fields["title"]["description"] == "The title that the public will read."
    told = [one.job.told for one in plan] + [str(field[key]) for field in fields.values() for key in ("title", "description")]
    assert indonesian_in(" ".join(told)) == []


def test_messages_count_in_english() -> None:
    speak("en")
    fresh = [News("paket:a", "A", "x"), News("ditahan:b", "B", "y"), News("ditahan:c", "C", "z")]
    message = message_text.what_is_new("KPU Contoh", fresh, ["A – website: http://contoh.test/"], named=False, practice=True)
    assert message.title == "tayang PRACTICE · KPU Contoh: 3 things to do"
    assert "1 package waits for a person" in message.body
    assert "2 packages held" in message.body
    rest = (message_text.of_the_day("KPU", ["a"], named=True, practice=False), message_text.test_message("KPU"))
    assert indonesian_in(" ".join([message.body, *(one.title + one.body for one in rest)])) == []


def test_chores_and_how_they_ended() -> None:
    speak("en")
    old = NOW - timedelta(days=9)
    notes = [disk_note(GIB // 2), backup_note(old, NOW, practice=False), backup_note(None, NOW, practice=True)]
    assert [f"{note.level} {note.chore}: {note.text}" for note in notes] == [
        "A PERSON IS NEEDED disk: 0.5 GB left; make room before it is full",
        "A PERSON IS NEEDED backup: last on 2026-11-12, 9 days ago; run `tayang backup` to a place outside this computer",
        "attention backup: never made yet; run `tayang backup` to a place outside this computer",
    ]
    assert str(Change.BACK) == "public again"
    assert [str(level) for level in Level] == ["good", "attention", "A PERSON IS NEEDED"]


def test_a_warning_that_was_noted_in_the_other_language_is_no_change() -> None:
    noted = CheckRow("http://contoh.test/", "live_warn", 200, "Gambar 01.jpg tampil dengan berkas yang berbeda.", "2026-01-01")
    now = "The picture 01.jpg is a different file."
    assert change_of(noted, Verdict.LIVE_WARN, now, {noted.detail, now}) == Change.NONE
    assert change_of(noted, Verdict.LIVE_WARN, "Something else.", {"Yang lain.", "Something else."}) == Change.ALTERED


def test_a_backup_that_is_not_there(tmp_path: Path) -> None:
    speak("en")
    with pytest.raises(BackupError, match=r"is not there$"):
        read_manifest(tmp_path / "c.zip")


def test_a_run_speaks_as_its_home_before_anything_else_is_read(tmp_path: Path) -> None:
    (tmp_path / "tayang.toml").write_text('[home]\nlanguage = "en"\nunknown = 1\n', "utf-8")
    speak_as(tmp_path)
    assert spoken() == "en", "even where its file holds a mistake"


def test_what_serve_starts_speaks_as_it_does() -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    said = bare | {"TAYANG_SERVE_LANGUAGE": "en", "PYTHONPATH": python_path()}
    command = [sys.executable, "-P", "-m", "flows.prefect_server"]
    done = subprocess.run(command, env=said, capture_output=True, text=True, check=False)
    assert "it has no password yet" in done.stderr
    assert indonesian_in(done.stderr) == []


@pytest.mark.usefixtures("prefect_server")
def test_the_watch_over_dead_runs_is_renamed_and_not_doubled() -> None:
    async def names() -> list[str]:
        async with get_client() as client:
            await deploy.apply(client, [])
            speak("en")
            await deploy.apply(client, [])
            await deploy.apply(client, [])
            named = ("tayang: tandai proses yang mati", "tayang: mark dead runs")
            return [one.name for name in named for one in await client.read_automations_by_name(name)]

    assert asyncio.run(names()) == ["tayang: mark dead runs"]

"""`tayang` alone: a newcomer is shown the way in, an operator what to do now."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.app import app
from publishing.switches import pause_office
from tests.flows.days import Day
from tests.flows.homes import NAME, drop_news

pytestmark = pytest.mark.usefixtures("prefect_server")


def type_(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def words_of(result: Result) -> str:
    return " ".join(result.output.split())


def test_where_there_is_no_home_the_way_in_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TAYANG_HOME", raising=False)
    told = type_()
    assert told.exit_code == 2
    assert "tayang demo" in told.output
    assert "tayang init" in told.output


def test_what_waits_for_somebody_is_named_with_its_command_and_nothing_else_is(day: Day) -> None:
    home = str(day.home.path)
    assert "Tidak ada yang menunggu keputusan." in words_of(type_("--home", home))
    drop_news(day.home)
    wrong = drop_news(day.home, "salah-ketik")
    (wrong / "naskah.md").write_text("---\njudul_: x\n---\n", encoding="utf-8")
    day.seal()
    told = words_of(type_("--home", home))
    assert "Perlu tindakan: 1 · Ditahan: 1" in told
    assert f"tayang approve {NAME}" in told
    assert "salah-ketik: ditahan. Perbaiki di ditahan/salah-ketik" in told
    found = json.loads(type_("--home", home, "--json").stdout)
    assert [card["name"] for card in found["contoh"]["packages"]] == [NAME]


def test_a_quiet_period_stands_before_everything(day: Day) -> None:
    with day.room() as room:
        pause_office(room.ledger, room.office.slug, "masa tenang")
    assert "Semua penayangan dihentikan: masa tenang. Lanjutkan dengan: tayang resume" in words_of(
        type_("--home", str(day.home.path))
    )


def test_a_choice_before_a_command_is_not_lost_in_silence(day: Day) -> None:
    told = type_("--home", str(day.home.path), "status")
    assert told.exit_code == 2
    assert "sesudah perintah" in told.output


def test_help_shows_every_command_under_a_heading() -> None:
    told = type_("--help").output
    assert "╭─ Commands" not in told
    for heading in ("Mulai", "Isi dan persetujuan", "Penayangan", "Kanal", "Perawatan"):
        assert f"╭─ {heading} " in told

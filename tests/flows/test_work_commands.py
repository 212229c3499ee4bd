"""The commands for what comes after publication: what they print, what they write, how they end."""

import json
from pathlib import Path

import pytest
import typer
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from cli.work import register
from tests.flows.months import Months

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


def tayang(months: Months, *words: str) -> Result:
    app = typer.Typer()
    register(app)
    return CliRunner().invoke(app, [*words, "--home", str(months.home.path)])


def test_a_round_of_work_ends_with_0_and_a_dead_link_with_1(months: Months, tmp_path: Path) -> None:
    row = months.publish()
    months.visit(row, 6)
    counted = tayang(months, "count-readers", "--json")
    assert counted.exit_code == 0
    assert [line["readers"] for line in json.loads(counted.stdout)] == [6]
    assert tayang(months, "check-links").exit_code == 0

    made = tayang(months, "recap", "--month", months.this_month, "--json")
    assert made.exit_code == 0
    assert all(Path(line["path"]).is_file() for line in json.loads(made.stdout))
    record = tmp_path / "catatan.xlsx"
    assert tayang(months, "link-record", str(record)).exit_code == 0
    assert row.url in [cell.value for line in load_workbook(record).active.iter_rows() for cell in line]
    assert "papan.html" in tayang(months, "board").stdout.replace("\n", "")

    months.withdraw(row)
    checked = tayang(months, "check-links", "--all", "--json")
    assert checked.exit_code == 1
    assert [(line["verdict"], line["change"]) for line in json.loads(checked.stdout)] == [("dead", "died")]


def test_wrong_use_ends_with_2_and_a_sentence(months: Months, tmp_path: Path) -> None:
    for words in (["recap", "--month", "Oktober"], ["link-record", str(tmp_path / "catatan.csv")], ["board", "--office", "lain"]):
        ended = tayang(months, *words)
        assert ended.exit_code == 2, ended.output
    assert "2026-10" in tayang(months, "recap", "--month", "Oktober").output


def test_nothing_published_yet_is_told(months: Months) -> None:
    assert "--all memeriksa semuanya" in tayang(months, "check-links").output
    assert json.loads(tayang(months, "count-readers", "--json").stdout) == []

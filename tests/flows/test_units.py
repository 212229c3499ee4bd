"""The unit that holds the information: said in the manuscript, told in the recap and in the list of public information."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from config.settings import load_home
from flows.public_lists import write_dip
from ledger import queries
from tests.flows.homes import OFFICE, drop_news
from tests.flows.months import Months

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


def publish(months: Months, name: str, unit: str) -> None:
    file = drop_news(months.home, name) / "naskah.md"
    text = file.read_text("utf-8").replace("\nkind:", f"\nunit: {unit}\nkind:" if unit else "\nkind:", 1)
    file.write_text(f"{text}\nPaket {name}.\n", "utf-8")
    months.seal()
    months.approve(name)
    months.sweep()


def test_a_month_is_told_by_the_units_that_hold_its_information(months: Months, tmp_path: Path) -> None:
    for name, unit in (("satu", "Subbagian Hukum"), ("dua", "subbagian  hukum"), ("tiga", "")):
        publish(months, name, unit)
    assert sorted(row.unit for row in queries.packages(months.ledger, OFFICE)) == ["", "Subbagian Hukum", "subbagian hukum"]
    made = months.recap(months.this_month)
    (table,) = [section for section in made.data.sections if section.title == "Per unit"]
    assert [row[:2] for row in table.rows] == [("Subbagian Hukum", 2), ("–", 1)]
    assert "Per unit" in made.files.html.read_text("utf-8")
    assert "Per unit" in " ".join(page.extract_text() for page in PdfReader(made.files.pdf).pages)

    file = tmp_path / "dip.csv"
    settings = load_home(months.home.path, {})
    write_dip(settings, OFFICE, months.ledger, months.clock, file)
    column = "Unit/Satuan Kerja yang Menguasai Informasi"
    held = [line[column] for line in csv.DictReader(StringIO(file.read_text("utf-8-sig")))]
    assert sorted(held) == [settings.office(OFFICE).name, "Subbagian Hukum", "subbagian hukum"]


def test_without_any_unit_there_is_no_table_of_units(months: Months) -> None:
    publish(months, "satu", "")
    assert not [section for section in months.recap(months.this_month).data.sections if section.title == "Per unit"]

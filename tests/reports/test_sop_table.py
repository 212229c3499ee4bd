"""The compliance table in both languages, on the page and for other programs."""

import csv
from io import StringIO

import pytest

from reports.model import SopMonth, StepRow
from reports.say import Words
from reports.sop import duration, sop_csv, sop_section

CHECK = StepRow(7, "Pemeriksaan kesesuaian konten", "jam kerja", 30, 12, 5, 31, "=rapat-pleno", 11, 2)
DESIGN = StepRow(6, "Mendesain konten", "kalender", 1440, 3, 1500, 4000, "penetapan-dpb", 1, 0, days=True)
NOBODY = StepRow(1, "Mengusulkan kebutuhan", "hari kerja", None, 0, None, None, "", None, 12)
TAYANG = StepRow(8, "", "kalender", 15, 12, 1, 2, "penetapan-dpb", 12, 0, days=True)
MONTH = SopMonth((NOBODY, DESIGN, CHECK, TAYANG), 12, tuple(f"paket-{no}" for no in range(7)), (2034,))


@pytest.mark.parametrize(
    ("minutes", "days", "said"),
    [
        (0, False, "0 menit"), (59, False, "59 menit"), (60, False, "1 jam"), (1500, False, "25 jam"),
        (1500, True, "1 hari 1 jam"), (1440, True, "1 hari"), (4000, True, "2 hari 18 jam 40 menit"),
        (90_000, False, "1.500 jam"),
    ],
)  # fmt: skip
def test_durations_are_told_as_an_office_says_them(minutes: int, days: bool, said: str) -> None:
    assert duration(minutes, Words(), days) == said


def test_the_table_says_what_is_known_and_what_is_not() -> None:
    section = sop_section(MONTH, Words())
    told = {row[0]: row[2:] for row in section.rows}
    assert told["1"] == ("–", 0, "–", "–", "–", 12)
    assert told["6"] == ("1 hari", 3, "1 hari 1 jam", "2 hari 18 jam 40 menit (penetapan-dpb)", "1 dari 3 (33 %)", 0)
    assert told["7"] == ("30 menit", 12, "5 menit", "31 menit (=rapat-pleno)", "11 dari 12 (91 %)", 2)
    for said in ("Langkah 6, 8 (tayang) dihitung terus", "12 paket", "7 paket (paket-0,", "paket-4, …)", "2034"):
        assert said in section.note


def test_a_month_without_packages_has_no_section() -> None:
    assert sop_section(SopMonth((NOBODY,)), Words()).rows == ()


def test_in_english_every_word_of_the_table_is_known() -> None:
    section = sop_section(MONTH, Words("en"))
    assert section.title == "Compliance with the procedure's standard times"
    assert section.rows[3][1:4] == ("Publication by tayang once ordered", "15 min", 12)
    assert "11 of 12 (91 %)" in section.rows[2]
    assert "Langkah" not in section.note
    assert sop_csv(MONTH, Words("en")).decode("utf-8-sig").startswith("Step,Activity,Counted in,")


def test_other_programs_get_plain_minutes_and_no_formula() -> None:
    lines = list(csv.DictReader(StringIO(sop_csv(MONTH, Words()).decode("utf-8-sig"))))
    assert [line["Terlama (menit)"] for line in lines] == ["", "4000", "31", "2"]
    assert lines[2]["Paket terlama"] == "'=rapat-pleno"

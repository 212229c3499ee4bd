"""Where nobody can be asked, people help: they show a place once, or type counts in under their name."""

import csv
import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from cli.app import app
from config.taught import taught_file, taught_places
from ledger import queries
from ledger.verify import verify
from tests.flows.homes import OFFICE
from tests.flows.months import Months
from tests.flows.test_readers_flow import break_token
from tests.readership import counting_services as stand_in

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


def tayang(months: Months, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--home", str(months.home.path)])


def test_a_place_is_taught_proved_on_the_office_s_other_link_and_read_from_then_on(months: Months) -> None:
    one, other = months.publish("satu"), months.publish("dua")
    months.visit(one, 12)
    months.visit(other, 3)
    told = tayang(months, "teach", one.url, "12", "--json")
    assert told.exit_code == 0, told.output
    assert [line["shows"] for line in json.loads(told.stdout)] == [12, 3]
    host = one.url.split("/")[2]
    place = taught_places(months.home.path, OFFICE)[host]
    assert place.proved_on == (other.url,)
    break_token(months)
    assert {(r.value, r.source) for r in months.count().readings} == {(12, "selector"), (3, "selector")}

    file = taught_file(months.home.path, OFFICE)
    file.write_text(file.read_text().replace(json.dumps(place.selector), '"#dulu"'))
    gone = months.count().readings
    assert {reading.value for reading in gone} == {None}
    assert all("tayang teach" in reading.reason for reading in gone)


def test_a_wrong_lesson_is_refused_and_nothing_is_kept(months: Months) -> None:
    row = months.publish()
    for words in (
        ["teach", row.url, "9.999"],
        ["teach", row.url, "banyak"],
        ["teach", row.url, "0", "--also", "https://lain.example/x"],
    ):
        refused = tayang(months, *words)
        assert refused.exit_code == 1, refused.output
    assert not taught_file(months.home.path, OFFICE).exists()
    assert tayang(months, "status").exit_code == 0, "the file of taught places is no office"


def filled(file: Path, counts: dict[str, str], day: str = "") -> None:
    rows = list(csv.DictReader(StringIO(file.read_text(encoding="utf-8-sig"))))
    for row in rows:
        row["Jumlah pembaca"], row["Tanggal"] = counts.get(row["Paket"], ""), day
    held = StringIO()
    writer = csv.DictWriter(held, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    file.write_text(held.getvalue(), encoding="utf-8")


def test_counts_are_typed_once_under_a_person_s_name(months: Months, tmp_path: Path) -> None:
    months.publish("satu")
    months.publish("dua")
    file = tmp_path / "pembaca.csv"
    assert tayang(months, "readers", "export", str(file)).exit_code == 0
    filled(file, {"satu": "1,2 rb"})
    taken = tayang(months, "readers", "import", str(file), "--by", "operator")
    assert taken.exit_code == 0, taken.output
    assert "1 bacaan" in taken.output
    assert "0 bacaan" in tayang(months, "readers", "import", str(file), "--by", "operator").output
    (row,) = queries.newest_known_readings(months.ledger, OFFICE).values()
    assert (row.source, row.value, row.low, row.high) == ("manual", 1200, 1150, 1250)
    (typed,) = [entry for entry in queries.history(months.ledger, OFFICE) if entry["event"] == "typed"]
    assert typed["evidence"]["by"] == "operator"
    assert verify(months.ledger, OFFICE) == []


def test_the_last_count_that_was_typed_for_a_day_stands_for_it(months: Months, tmp_path: Path) -> None:
    row = months.publish("satu")
    file = tmp_path / "pembaca.csv"
    for count in ("1200", "12000", "1200"):
        tayang(months, "readers", "export", str(file))
        filled(file, {"satu": count})
        assert "1 bacaan" in tayang(months, "readers", "import", str(file), "--by", "operator").output
        months.clock.instant = datetime.now(UTC) + timedelta(seconds=1)
    (one,) = months.recap(months.this_month).data.rows
    assert (one.url, one.readers_total, one.readers_gained) == (row.url, 1200, 1200)
    assert (one.gained_bounds, one.note) == ((1200, 1200), "")


def test_a_workbook_goes_out_and_comes_back(months: Months, tmp_path: Path) -> None:
    months.publish("satu")
    file = tmp_path / "pembaca.xlsx"
    assert tayang(months, "readers", "export", str(file)).exit_code == 0
    book = load_workbook(file)
    sheet = book.active
    names = [cell.value for cell in sheet[1]]
    sheet.cell(2, names.index("Jumlah pembaca") + 1).value = 4321
    book.save(file)
    assert tayang(months, "readers", "import", str(file), "--by", "operator").exit_code == 0
    assert [row.value for row in queries.newest_known_readings(months.ledger, OFFICE).values()] == [4321]


def test_one_wrong_line_and_nothing_is_entered(months: Months, tmp_path: Path) -> None:
    months.publish("satu")
    months.publish("dua")
    file = tmp_path / "pembaca.csv"
    for counts, day, told in (
        ({"satu": "15", "dua": "banyak"}, "", "baris 3"),
        ({"satu": "-4"}, "", "bukan satu angka"),
        ({"satu": "15"}, "2020-01-01", "mendahului"),
        ({"satu": "15"}, "2999-01-01", "belum tiba"),
        ({"satu": "15"}, "kemarin", "tidak dikenal"),
    ):
        tayang(months, "readers", "export", str(file))
        filled(file, counts, day)
        refused = tayang(months, "readers", "import", str(file), "--by", "operator")
        assert refused.exit_code == 2
        assert told in " ".join(refused.output.split())
    assert "pilih" in tayang(months, "readers", "import", str(file), "--by", "siapa").output
    assert queries.newest_known_readings(months.ledger, OFFICE) == {}


def test_a_declared_source_counts_its_channel_and_no_other_counter_steps_in(months: Months) -> None:
    row = months.publish()
    months.visit(row, 7)
    path = "/" + row.url.split("/", 3)[3]
    with stand_in.running(stand_in.plausible) as service:
        service.views = {path: 512}
        declare(months, service)
        assert [(r.value, r.source, r.metric) for r in months.count().readings] == [(512, "plausible", "tampilan halaman")]
        service.instead = (503, {})
        assert [(r.value, r.source) for r in months.count().readings] == [(None, "plausible")]
    (months.home.path / "rahasia.env").write_text("")
    (reading,) = months.count().readings
    assert reading.value is None
    assert "TAYANG_PLAUSIBLE" in reading.reason


def declare(months: Months, service: stand_in.Service) -> None:
    """The office names the stand-in as the counter of its website."""
    home = months.home.path
    office, settings, secrets = home / "offices" / f"{OFFICE}.toml", home / "tayang.toml", home / "rahasia.env"
    office.write_text(
        office.read_text()
        + f'\n[readers.website]\ntype = "plausible"\nurl = "{service.url}"\nsite = "x"\nsecret = "TAYANG_PLAUSIBLE_KEY"\n'
    )
    host = service.url.removeprefix("http://")
    settings.write_text(settings.read_text().replace("allow_hosts = [", f'allow_hosts = ["{host}", '))
    secrets.write_text(secrets.read_text() + f"TAYANG_PLAUSIBLE_KEY={stand_in.TOKEN}\n")

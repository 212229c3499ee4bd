"""The lists that the law and the province ask for, from the ledger: what is public, in columns that an office may change."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
import requests
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from cli.app import app
from config.settings import load_home
from flows.province import write_province
from tests.flows.homes import OFFICE
from tests.flows.months import Months

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


def tayang(months: Months, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--home", str(months.home.path)])


def lines(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(file.read_text(encoding="utf-8-sig"))))


def test_what_is_public_stands_in_the_list_and_its_columns_are_the_office_s(months: Months, tmp_path: Path) -> None:
    row = months.publish()
    file = tmp_path / "dip.csv"
    told = tayang(months, "dip", str(file))
    assert told.exit_code == 0, told.output
    assert "belum dicocokkan" in told.output
    (line,) = lines(file)
    assert line["Tautan"] == row.url
    assert line["Ringkasan Isi Informasi"].startswith("Penetapan Daftar Pemilih")
    assert tayang(months, "dip", str(tmp_path / "dip.xlsx")).exit_code == 0
    cells = [cell for one in load_workbook(tmp_path / "dip.xlsx").active.iter_rows(values_only=True) for cell in one]
    assert row.url in cells

    own = months.home.path / "daftar" / "dip.toml"
    own.parent.mkdir()
    own.write_text('[kolom]\nno = "Nomor"\ntautan = "Alamat"\nretensi = "Retensi"\n[tetap]\nretensi = "5 tahun"\n')
    assert tayang(months, "dip", str(file)).exit_code == 0
    assert lines(file) == [{"Nomor": "1", "Alamat": row.url, "Retensi": "5 tahun"}]
    own.write_text('[kolom]\nnomor_urut = "Nomor"\n')
    wrong = tayang(months, "dip", str(file))
    assert wrong.exit_code == 2
    assert "nomor_urut" in wrong.output


def test_only_legal_documents_go_to_jdih_with_their_metadata(months: Months, tmp_path: Path) -> None:
    months.publish("berita-biasa")
    publish_legal(months)
    file = tmp_path / "jdih.json"
    told = tayang(months, "jdih", str(file))
    assert told.exit_code == 0, told.output
    feed = json.loads(file.read_text(encoding="utf-8"))
    assert "belum dicocokkan" in feed["catatan"]
    (document,) = feed["dokumen"]
    assert (document["jenis"], document["nomor"], document["tahun"], document["status"]) == ("Keputusan", "12", "2026", "Berlaku")
    assert document["judul"] == "penetapan rekapitulasi pemilih"
    assert document["dasar_hukum"] == "UU Nomor 7 Tahun 2017 tentang Pemilihan Umum; PKPU Nomor 1 Tahun 2015 tentang Informasi"
    listed = (
        '<h2>Dasar hukum</h2>\n<ol><li>UU Nomor 7 Tahun 2017 tentang Pemilihan Umum</li><li><a href="https://jdih.kpu.go.id/1">'
    )
    assert listed in requests.get(document["tautan"], timeout=60).text
    copies = [page.read_text("utf-8") for page in (months.home.path / "salinan").rglob("keputusan-12/**/*.html")]
    assert any("PKPU Nomor 1 Tahun 2015 tentang Informasi" in page for page in copies)
    assert tayang(months, "jdih", str(tmp_path / "jdih.csv")).exit_code == 0
    assert lines(tmp_path / "jdih.csv")[0]["Nomor"] == "12"
    assert tayang(months, "jdih", str(tmp_path / "jdih.xlsx")).exit_code == 2


def publish_legal(months: Months) -> None:
    """The same news as a legal document."""
    from tests.flows import homes

    kept = homes.NEWS
    legal = 'kind: produk-hukum\njenis: Keputusan\nnomor: "12"\ntahun: 2026\ntentang: penetapan rekapitulasi pemilih'
    legal += (
        "\nlegal_basis: [UU 7/2017 tentang Pemilihan Umum, PKPU Nomor 1 Tahun 2015 tentang Informasi https://jdih.kpu.go.id/1]"
    )
    try:
        homes.NEWS = kept.replace("kind: berita", legal)
        months.publish("keputusan-12")
    finally:
        homes.NEWS = kept


def test_a_province_sees_who_published_who_is_late_and_who_has_no_readings(months: Months) -> None:
    home = months.home.path
    second = home / "offices" / "lain.toml"
    text = (home / "offices" / f"{OFFICE}.toml").read_text()
    text = text.replace('slug = "contoh"', 'slug = "lain"\nfolder = "lain"').replace("KPU Kabupaten Contoh", "KPU Kabupaten Lain")
    second.write_text(text)
    settings = home / "tayang.toml"
    row = months.publish()
    months.visit(row, 5)
    months.count()
    months.clock.advance(1)
    settings.write_text(settings.read_text().replace('offices = ["contoh"]', 'offices = ["contoh", "lain"]'))
    one, other, total = write_province(load_home(home, {}), months.ledger, months.clock, months.this_month).rows
    assert (one["contents"], one["readers"], one["standing"]) == ("1", "5", "lengkap")
    assert other["standing"] == "belum menerbitkan"
    assert (total["office"], total["contents"], total["readers"]) == ("JUMLAH", "1", "5")
    assert sorted(path.suffix for path in (home / "laporan" / months.this_month).glob("rekap-provinsi-*")) == [".csv", ".xlsx"]
    before = json.loads(tayang(months, "recap", "--province", "--json").stdout)
    assert all("rekapitulasi terlambat" in line["standing"] for line in before[:-1])


def test_an_office_with_social_posts_alone_has_unknown_readers_in_the_province_s_list(months_everywhere: Months) -> None:
    months = months_everywhere
    months.publish(channels="telegram")
    months.clock.advance(1)
    one, total = write_province(load_home(months.home.path, {}), months.ledger, months.clock, months.this_month).rows
    assert (one["contents"], one["readers"]) == ("1", "–")
    assert (total["readers"], total["standing"]) == ("–", "1 satuan kerja tidak ikut dijumlahkan")

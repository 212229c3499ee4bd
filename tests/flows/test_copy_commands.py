"""The archive of links and its copies from the command line: whole copies, tampered ones, the one that opens."""

import gzip
import hashlib
import json
import subprocess
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest
import typer
from bs4 import BeautifulSoup
from click.testing import Result
from openpyxl import load_workbook
from typer.testing import CliRunner

from cli.copies import register
from tests.flows.months import Months

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


def tayang(months: Months, *words: str) -> Result:
    app = typer.Typer()
    register(app)
    return CliRunner().invoke(app, [*words, "--home", str(months.home.path)])


def test_a_copy_is_listed_verified_and_opened_and_a_tampered_one_is_told(months: Months) -> None:
    row = months.publish()
    listed = json.loads(tayang(months, "links", "--json").stdout)
    assert [(line["package"], line["url"]) for line in listed] == [(row.key.package_id, row.url)]
    copy = months.home.path / listed[0]["copy"]
    with zipfile.ZipFile(copy / "naskah-disetujui.zip") as source:
        assert "naskah.md" in source.namelist()
    assert tayang(months, "copy", "verify").output.strip() == "1 salinan utuh."
    opened = tayang(months, "copy", "open", row.key.package_id, "--path")
    assert (opened.exit_code, str(copy / "salinan.html") in opened.output.replace("\n", "")) == (0, True)

    for file in sorted(copy.iterdir()):
        whole = file.read_bytes()
        file.write_bytes(whole[:-30] + b"!" + whole[-29:])
        told = tayang(months, "copy", "verify", row.key.package_id)
        assert (told.exit_code, file.name in told.output) == (1, True), file.name
        file.write_bytes(whole)
    manifest = copy / "manifest.json"
    facts = json.loads(manifest.read_bytes())
    (copy / "salinan.html").write_text("<p>lain</p>")
    facts["files"]["salinan.html"] = hashlib.sha256(b"<p>lain</p>").hexdigest()
    manifest.write_text(json.dumps(facts))
    assert "manifest.json" in tayang(months, "copy", "verify").output, "only the ledger knows that the manifest was rewritten"
    assert tayang(months, "copy", "open", row.key.package_id, "--path").exit_code == 1


def test_a_copy_that_no_reader_can_open_is_told_and_ends_no_verification(months: Months) -> None:
    broken, whole = months.publish("rusak"), months.publish("utuh")
    copies = {line["package"]: months.home.path / line["copy"] for line in json.loads(tayang(months, "links", "--json").stdout)}
    wacz = (copies[broken.key.package_id] / "post.wacz").read_bytes()
    flags = wacz.index(b"PK\1\2") + 8
    damages = {
        "post.wacz": wacz[:flags] + b"\1" + wacz[flags + 1 :],  # locked with a password, as its table of contents says
        "post.warc.gz": gzip.compress(b"WARC/1.1\r\nWARC-Type: response\r\n\r\nisi\r\n\r\n"),
    }
    for name, body in damages.items():
        file = copies[broken.key.package_id] / name
        kept = file.read_bytes()
        file.write_bytes(body)
        told = tayang(months, "copy", "verify", "--json")
        rows = {line["package"]: line["problems"] for line in json.loads(told.stdout)}
        assert (told.exit_code, name in rows[broken.key.package_id], rows[whole.key.package_id]) == (1, True, "")
        file.write_bytes(kept)
    assert tayang(months, "copy", "verify").output.strip() == "2 salinan utuh."


def test_a_package_without_a_copy_is_told(months: Months) -> None:
    ended = tayang(months, "copy", "verify", "tidak-ada")
    assert (ended.exit_code, "tayang links" in ended.output) == (2, True)
    assert tayang(months, "copy", "verify").output.strip() == "0 salinan utuh."


def test_the_year_folder_is_read_and_checked_without_tayang(months: Months, tmp_path: Path) -> None:
    row = months.publish()
    months.check()
    year = months.clock.now().year
    folder = tmp_path / "arsip"
    made = tayang(months, "links", "export", "--year", str(year), str(folder))
    assert (made.exit_code, "1 tautan dan 1 salinan" in made.output) == (0, True), made.output
    sums = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=folder, capture_output=True, check=False)
    assert (sums.returncode, sums.stdout) == (0, b"")
    index = BeautifulSoup((folder / "indeks.html").read_text("utf-8"), "lxml")
    targets = [str(link["href"]) for link in index("a")]
    assert row.url in targets
    assert "Penetapan Daftar Pemilih" in (folder / unquote(targets[1])).read_text("utf-8")
    cells = [cell.value for line in load_workbook(folder / "indeks.xlsx").active.iter_rows() for cell in line]
    assert row.url in cells
    assert "utuh" in (folder / "pemeriksaan.txt").read_text("utf-8")
    assert {entry["kind"] for entry in json.loads((folder / "buku-catatan.json").read_text("utf-8"))} >= {"check", "copy"}
    assert tayang(months, "links", "export", "--year", str(year), str(folder)).exit_code == 2, "nothing is overwritten"

    packed = tmp_path / "arsip.zip"
    assert tayang(months, "links", "export", "--year", str(year), str(packed)).exit_code == 0
    with zipfile.ZipFile(packed) as archive:
        assert {"arsip/indeks.xlsx", "arsip/SHA256SUMS", "arsip/BACA-SAYA.txt"} <= set(archive.namelist())
    empty = tayang(months, "links", "export", "--year", "2001", str(tmp_path / "2001"))
    assert "0 tautan dan 0 salinan" in empty.output


def test_a_tampered_copy_is_named_in_the_year_folder(months: Months, tmp_path: Path) -> None:
    months.publish()
    copy = months.home.path / json.loads(tayang(months, "links", "--json").stdout)[0]["copy"]
    (copy / "salinan.html").write_text("<p>lain</p>")
    made = tayang(months, "links", "export", "--year", str(months.clock.now().year), str(tmp_path / "arsip"))
    assert made.exit_code == 1
    assert "salinan.html berubah" in (tmp_path / "arsip" / "pemeriksaan.txt").read_text("utf-8")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".arsip")] == []


def test_what_only_points_to_another_file_is_handed_to_no_auditor_and_is_told(months: Months, tmp_path: Path) -> None:
    months.publish()
    copy = months.home.path / json.loads(tayang(months, "links", "--json").stdout)[0]["copy"]
    secret = tmp_path / "rahasia.env"
    secret.write_text("TOKEN=abc")
    (copy / "catatan.txt").symlink_to(secret)
    (copy / "map").symlink_to(tmp_path)
    folder, packed = tmp_path / "arsip", tmp_path / "arsip.zip"
    for dest in (folder, packed):
        assert tayang(months, "links", "export", "--year", str(months.clock.now().year), str(dest)).exit_code == 1
    assert not [path for path in folder.rglob("*") if path.is_symlink()]
    with zipfile.ZipFile(packed) as archive:
        assert not [name for name in archive.namelist() if "/catatan.txt" in name or "/map/" in name]
        assert b"catatan.txt" not in archive.read("arsip/SHA256SUMS")
    told = (folder / "pemeriksaan.txt").read_text("utf-8")
    assert ("catatan.txt hanya menunjuk" in told, "map hanya menunjuk" in told) == (True, True)

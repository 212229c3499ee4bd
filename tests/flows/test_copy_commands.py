"""The archive of links and its copies from the command line: whole copies, tampered ones, the one that opens."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from cli.copies import register
from practice.town import Town
from tests.flows.months import Months

pytestmark = pytest.mark.usefixtures("prefect_server")


@pytest.fixture
def months(tmp_path: Path, town: Town) -> Iterator[Months]:
    months = Months(tmp_path / "rumah", town)
    yield months
    months.ledger.close()


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


def test_a_package_without_a_copy_is_told(months: Months) -> None:
    ended = tayang(months, "copy", "verify", "tidak-ada")
    assert (ended.exit_code, "tayang links" in ended.output) == (2, True)
    assert tayang(months, "copy", "verify").output.strip() == "0 salinan utuh."

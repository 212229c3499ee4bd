"""The recap as a package of its own: a draft like any other, of an ended month, once per version, never published unapproved."""

from datetime import UTC, datetime, timedelta

import pytest
import requests
from typer.testing import CliRunner

from cli.app import app
from flows.monthly_recap import RecapMade
from flows.recap_package import CannotLay, lay_recap
from ledger import queries
from tests.flows.homes import OFFICE
from tests.flows.months import Months
from tests.flows.test_recap_flow import read_again

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


def ended(months: Months) -> RecapMade:
    """A month with one content and 1.234 readers, over."""
    row = months.publish()
    read_again(months, row, 1234, months.clock.now())
    month = months.this_month
    year, number = map(int, month.split("-"))
    after = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC)
    read_again(months, row, 1234, after - timedelta(hours=8))
    months.clock.instant = after + timedelta(days=2, hours=2)
    return months.recap(month)


def test_the_recap_is_a_draft_that_goes_out_only_when_it_is_approved(months: Months) -> None:
    made = ended(months)
    with months.room() as room:
        folder = lay_recap(room, made)
        assert folder.parent == room.desk.queue.drafts
    paper = next((folder / "lampiran").iterdir())
    assert paper.read_bytes() == made.files.pdf.read_bytes()
    text = (folder / "naskah.md").read_text("utf-8")
    assert "menerbitkan 1 konten" in text
    assert "dibaca 1.234 kali" in text
    for _ in range(3):
        months.sweep(60)
    assert [row.key.package_id for row in queries.packages(months.ledger, OFFICE)] != [folder.name], "a draft is not taken in"

    folder.rename(months.home.inbox / folder.name)
    months.seal()
    for _ in range(3):
        months.sweep(60)
    (waiting,) = queries.packages(months.ledger, OFFICE, ["awaiting_approval"])
    assert waiting.key.package_id == folder.name
    assert not [row for row in queries.publications(months.ledger, OFFICE) if row.key.package_id == folder.name and row.url]

    months.approve(folder.name)
    months.sweep()
    (row,) = [row for row in queries.publications(months.ledger, OFFICE) if row.key.package_id == folder.name]
    assert row.state == "verified"
    page = requests.get(row.url, timeout=10).text
    assert "dibaca 1.234 kali" in page
    assert "rekapitulasi" in page.lower()
    with months.room() as room, pytest.raises(CannotLay, match="sudah menjadi paket"):
        lay_recap(room, made)


def test_one_version_is_one_draft_and_a_running_month_none(months: Months) -> None:
    running = months.recap(months.this_month)
    with months.room() as room, pytest.raises(CannotLay, match="belum berakhir"):
        lay_recap(room, running)
    made = months.recap()
    with months.room() as room:
        folder = lay_recap(room, made)
        kept = (folder / "naskah.md").read_bytes()
        assert b"tidak menerbitkan konten" in kept
        with pytest.raises(CannotLay, match="sudah ada"):
            lay_recap(room, made)
    assert (folder / "naskah.md").read_bytes() == kept


def test_the_command_lays_it_and_says_what_comes_next(months: Months) -> None:
    done = CliRunner().invoke(app, ["recap", "--as-package", "--home", str(months.home.path)])
    assert done.exit_code == 0, done.output
    assert "tanpa persetujuan tidak ada yang tayang" in " ".join(done.output.split())
    (folder,) = (months.home.path / "konsep").iterdir()
    checked = CliRunner().invoke(app, ["check", str(folder), "--home", str(months.home.path)])
    assert checked.exit_code == 0, checked.output

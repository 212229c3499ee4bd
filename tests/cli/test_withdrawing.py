"""`tayang withdraw`: asked once more, told by channel, and with a key where the office wants keys."""

from pathlib import Path

import pytest
from click.testing import Result
from pypdfium2 import PdfDocument
from typer.testing import CliRunner

from cli.app import app
from content_queue.paper_line import holds_line, paper_line
from content_queue.profile import Covers
from content_queue.seal import digest_of, hashes
from content_queue.sheet import Decision
from ledger import queries
from publishing.states import State
from tests.publishing.signing_office import NAME, OFFICE, NewOffice, SigningOffice, needs_ssh_keygen

pytestmark = [needs_ssh_keygen, pytest.mark.long]


@pytest.fixture(params=["attested", "signed"])
def office(request: pytest.FixtureRequest, new_office: NewOffice) -> SigningOffice:
    """An office whose approved package is planned and not sent yet."""
    office = new_office(request.param)
    office.drop()
    office.sweep(1)
    office.sweep(1)
    office.write(office.complete())
    office.sweep(130)
    with office.room() as room:
        room.publisher.plan(room.desk.read(queries.packages(room.ledger, OFFICE)[0]))
    return office


def withdraw(office: SigningOffice, *words: object, said: str = "") -> Result:
    asked = ["withdraw", NAME, *map(str, words), "--home", str(office.path)]
    return CliRunner().invoke(app, asked, input=said)


def key_of(office: SigningOffice, person: str) -> tuple[object, ...]:
    return ("--key", office.keys / person) if office.strength == "signed" else ()


def states(office: SigningOffice) -> set[str]:
    with office.room() as room:
        return {row.state for row in queries.publications(room.ledger, OFFICE)}


def test_it_is_asked_once_more_and_no_is_no(office: SigningOffice) -> None:
    told = withdraw(office, "--by", "ketua", "--reason", "salah tanggal", *key_of(office, "ketua"), said="n\n")
    assert told.exit_code != 0
    assert "Tidak ada yang ditarik" in told.output
    assert states(office) == {State.PLANNED}


def test_what_was_not_sent_yet_never_is(office: SigningOffice) -> None:
    told = withdraw(office, "--by", "ketua", "--reason", "salah tanggal", "--yes", *key_of(office, "ketua"))
    assert told.exit_code == 0, told.output
    assert "ditarik" in told.output
    assert states(office) == {State.WITHDRAWN}


@pytest.mark.parametrize("words", [["--by", "tamu", "--reason", "x"], ["--by", "ketua", "--reason", " "]])
def test_without_a_person_or_a_reason_nothing_is_taken_down(office: SigningOffice, words: list[str]) -> None:
    assert withdraw(office, *words, "--yes", *key_of(office, "ketua")).exit_code == 2
    assert states(office) == {State.PLANNED}


def test_a_key_is_given_where_it_is_wanted_and_is_the_persons_own(office: SigningOffice) -> None:
    wrong = () if office.strength == "signed" else ("--key", office.keys / "ketua")
    assert withdraw(office, "--by", "ketua", "--reason", "x", "--yes", *wrong).exit_code == 2
    if office.strength == "signed":
        told = withdraw(office, "--by", "ketua", "--reason", "x", "--yes", "--key", office.keys / "sekretaris")
        assert told.exit_code == 1
        assert "ketua" in told.output
    assert states(office) == {State.PLANNED}


def test_the_order_can_be_printed_to_be_signed(office: SigningOffice, tmp_path: Path) -> None:
    place = tmp_path / "tarik.pdf"
    told = CliRunner().invoke(app, ["sheet", NAME, "--no", "--out", str(place), "--home", str(office.path)])
    assert told.exit_code == 0, told.output
    with PdfDocument(place.read_bytes()) as document:
        text = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)
    assert "PENARIKAN dari yang sudah tayang" in text
    assert holds_line(text, paper_line(OFFICE, NAME, 7, Covers.CONTENT, digest_of(hashes(office.folder)), Decision.NO))

"""A sheet that was signed by hand and scanned goes along with the answer: kept, named in the book, shown, never published."""

import hashlib
import io
from pathlib import Path

import pytest
from click.testing import Result
from PIL import Image
from typer.testing import CliRunner

from cli.app import app
from content_queue.evidence import MAX_BYTES
from content_queue.sheet import load_sheet
from content_queue.statement import read_statement
from ledger import queries
from ledger.entries import Kind
from safety.clock import SystemClock
from tests.papers import decision, scan
from tests.publishing.signing_office import NAME, OFFICE, NewOffice, SigningOffice, keygen, needs_ssh_keygen

pytestmark = needs_ssh_keygen


def waiting(office: SigningOffice) -> SigningOffice:
    office.clock.instant = SystemClock().now()
    office.drop()
    office.sweep(1)
    office.sweep(1)
    return office


@pytest.fixture
def office(new_office: NewOffice) -> SigningOffice:
    """An office that attests, with a package that waits."""
    return waiting(new_office("attested"))


def type_(office: SigningOffice, *words: object) -> Result:
    return CliRunner().invoke(app, [*map(str, words), "--home", str(office.path)])


def kept_in(office: SigningOffice) -> list[Path]:
    return sorted((office.path / "gudang" / "bukti").glob("*"))


def signed_in_book(office: SigningOffice) -> list[dict[str, str]]:
    with office.room() as room:
        entries = queries.history(room.ledger, OFFICE, NAME, [Kind.SIGN_OFF])
    return [entry["evidence"] for entry in entries]


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1240, 1754), "white").save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize(("name", "data"), [("lembar.pdf", scan()), ("lembar.jpg", photo())])
def test_the_scan_is_kept_named_in_the_book_and_shown(office: SigningOffice, tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    told = type_(office, "approve", NAME, "--by", "sekretaris", "--step", 3, "--scan", tmp_path / name)
    assert "Langkah 6" in " ".join(told.output.split()), told.output
    (place,) = kept_in(office)
    sha256 = hashlib.sha256(data).hexdigest()
    assert (place.read_bytes(), place.name) == (data, f"{sha256}{Path(name).suffix}")
    assert [entry["paper"] for entry in signed_in_book(office)] == [sha256]
    assert [sign.paper for sign in load_sheet(office.sheet_file).sign_offs] == [sha256]
    story = type_(office, "why", NAME).output
    assert "menjawab Ya pada langkah 3" in story
    assert str(place) in story
    place.chmod(0o644)
    place.write_bytes(b"lain")
    assert f"BUKTI TIDAK ADA atau berubah: {sha256}" in type_(office, "why", NAME).output


def test_the_scan_is_no_part_of_what_is_published(office: SigningOffice, tmp_path: Path) -> None:
    (tmp_path / "lembar.pdf").write_bytes(decision(1))
    for step, person in ((3, "sekretaris"), (6, "operator"), (7, "ketua")):
        type_(office, "approve", NAME, "--by", person, "--step", step, "--scan", tmp_path / "lembar.pdf")
    office.clock.instant = SystemClock().now()
    assert office.sweep(130)[0] == [NAME]
    with office.room() as room:
        (row,) = queries.packages(room.ledger, OFFICE)
        package = room.desk.read(row)
    assert package.attachments == ()
    assert [image.name for image in package.images] == ["01.jpg"]


def test_a_backup_holds_the_scan(office: SigningOffice, tmp_path: Path) -> None:
    from flows.backup import _home_files

    (tmp_path / "lembar.pdf").write_bytes(scan())
    type_(office, "approve", NAME, "--by", "sekretaris", "--step", 3, "--scan", tmp_path / "lembar.pdf")
    with office.room() as room:
        names = [name for _, name in _home_files(room.settings, with_copies=False)]
    assert f"gudang/bukti/{kept_in(office)[0].name}" in names


def too_large(place: Path) -> None:
    with place.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(MAX_BYTES + 1)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7 sobek", "Pindai ulang"),
        (b"%PDF-1.7\n%%EOF", "Pindai ulang"),
        (decision(21), "lebih dari 20 halaman"),
        (b"GIF89a", "Pindai ulang"),
        (photo()[:2000], "Pindai ulang"),
        (None, "Perkecil"),
        (b"", "Pindai ulang"),
    ],
)
def test_what_cannot_be_looked_at_later_is_no_evidence(
    office: SigningOffice, tmp_path: Path, data: bytes | None, said: str
) -> None:
    place = tmp_path / "lembar.pdf"
    too_large(place) if data is None else place.write_bytes(data)
    told = type_(office, "approve", NAME, "--by", "sekretaris", "--step", 3, "--scan", place)
    assert told.exit_code == 1
    assert said in " ".join(told.output.split())
    assert (kept_in(office), signed_in_book(office), office.sheet_file.exists()) == ([], [], False)


def test_who_may_not_sign_leaves_no_scan_behind(office: SigningOffice, tmp_path: Path) -> None:
    (tmp_path / "lembar.pdf").write_bytes(scan())
    told = type_(office, "approve", NAME, "--by", "operator", "--step", 7, "--scan", tmp_path / "lembar.pdf")
    assert "tidak berhak" in told.output
    assert kept_in(office) == []
    missing = type_(office, "approve", NAME, "--by", "ketua", "--step", 7, "--scan", tmp_path / "tidak-ada.pdf")
    assert missing.exit_code == 1
    assert office.sheet_file.exists() is False


def test_a_key_signs_the_scan_along_with_the_answer(tmp_path: Path, new_office: NewOffice) -> None:
    office = waiting(new_office("signed"))
    (tmp_path / "lembar.pdf").write_bytes(scan())
    printed = type_(office, "approve", NAME, "--by", "ketua", "--step", 7, "--scan", tmp_path / "lembar.pdf", "--print")
    statement = tmp_path / "langkah-7.json"
    statement.write_bytes(printed.stdout_bytes)
    assert read_statement(printed.stdout_bytes)[2].paper == kept_in(office)[0].stem
    keygen("-Y", "sign", "-f", office.keys / "ketua", "-n", "tayang-disposisi@v1", statement)
    brought = ("approve", NAME, "--by", "ketua", "--signature", f"{statement}.sig")
    assert "membawa sendiri" in " ".join(type_(office, *brought, "--scan", tmp_path / "lembar.pdf").output.split())
    assert "Langkah 7" not in type_(office, *brought).output
    (sign,) = load_sheet(office.sheet_file).sign_offs
    office.write([sign.model_copy(update={"paper": "0" * 64})])
    with office.room() as room:
        assert any("bukan atas isian ini" in reason for reason in office.reasons(room))


def test_a_request_is_signed_with_its_scan(office: SigningOffice, tmp_path: Path) -> None:
    (tmp_path / "lembar.pdf").write_bytes(scan())
    type_(office, "propose", "Rapat Pleno", "--by", "operator")
    (draft,) = [folder for folder in (office.path / "konsep").iterdir() if folder.is_dir()]
    told = type_(office, "sign", draft.name, "--by", "sekretaris", "--step", 3, "--scan", tmp_path / "lembar.pdf")
    assert told.exit_code == 0, told.output
    assert [bool(sign.paper) for sign in load_sheet(draft / "disposisi.yaml").sign_offs] == [False, True]
    assert str(kept_in(office)[0]) in type_(office, "why", draft.name).output


def test_what_is_sent_back_keeps_the_scan_of_its_no(office: SigningOffice, tmp_path: Path) -> None:
    (tmp_path / "lembar.pdf").write_bytes(scan())
    told = type_(office, "return", NAME, "--by", "ketua", "--note", "foto kabur", "--scan", tmp_path / "lembar.pdf")
    assert told.exit_code == 0, told.output
    assert [entry["paper"] for entry in signed_in_book(office)] == [kept_in(office)[0].stem]


def test_nobody_asks_for_the_story_of_an_unknown_package(office: SigningOffice) -> None:
    told = type_(office, "why", "tidak-ada")
    assert told.exit_code == 2
    assert "tidak ada paket bernama tidak-ada" in told.output

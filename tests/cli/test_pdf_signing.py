"""The way of a signed PDF through the command line: printed, signed, recorded, and refused where it is not what it should be."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.app import app
from content_queue.sheet import load_sheet
from ledger import queries
from publishing.desk import APPROVED
from safety.clock import SystemClock
from tests.publishing.pdf_office import PdfOffice, opened
from tests.publishing.pdf_people import Authority, signed
from tests.publishing.signing_office import NAME, OFFICE, SIGNERS

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory, empty_home: Path) -> Iterator[PdfOffice]:
    """An office by this machine's clock, with a package that waits for its signatures."""
    now = SystemClock().now()
    authority = Authority.made(SIGNERS.values(), (now - 300 * DAY, now + 300 * DAY))
    office = opened(tmp_path_factory.mktemp("ketik") / "rumah", empty_home, authority)
    office.trust()
    office.clock.instant = now - timedelta(minutes=5)
    office.drop()
    office.sweep(1)
    office.sweep(30)
    return office


def type_(office: PdfOffice, *words: object) -> Result:
    return CliRunner().invoke(app, [*map(str, words), "--home", str(office.path)])


def said_in(told: Result) -> str:
    """What was told, however wide the window is."""
    return " ".join(told.output.split())


def printed_and_signed(office: PdfOffice, step: int, person: str, tmp_path: Path, *, late: float = -2) -> Path:
    """The sheet as tayang prints it, signed by that person's certificate so many seconds from now."""
    place = tmp_path / f"lembar-{step}.pdf"
    told = type_(office, "sheet", NAME, "--step", step, "--by", person, "--yes", "--out", place)
    assert told.exit_code == 0, said_in(told)
    at = SystemClock().now().replace(microsecond=0) + timedelta(seconds=late)
    place.write_bytes(signed(place.read_bytes(), office.authority.people[person], at))
    return place


def test_a_printed_sheet_is_signed_and_recorded(waiting: PdfOffice, tmp_path: Path) -> None:
    place = printed_and_signed(waiting, 6, "operator", tmp_path)
    told = type_(waiting, "approve", NAME, "--step", 6, "--by", "operator", "--pdf", place)
    assert "Tercatat." in said_in(told)
    (sign,) = load_sheet(waiting.sheet_file).sign_offs
    assert (sign.step, sign.person) == (6, "operator")
    assert waiting.paper(6).read_bytes() == place.read_bytes()

    waiting.paper(6).write_bytes(b"lain")
    told = type_(waiting, "sign", NAME, "--by", "operator", "--restore")
    assert told.exit_code == 0, said_in(told)
    assert waiting.paper(6).read_bytes() == place.read_bytes()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "meminta PDF bertanda tangan elektronik"),
        (("--key", "kunci"), "meminta PDF bertanda tangan elektronik"),
        (("--pdf", "tidak-ada.pdf"), "tidak dapat dibaca"),
    ],
)
def test_an_answer_without_its_pdf_is_refused(waiting: PdfOffice, words: tuple[str, ...], said: str) -> None:
    told = type_(waiting, "sign", NAME, "--step", 7, "--by", "ketua", *words)
    assert told.exit_code != 0
    assert said in said_in(told)


def test_a_pdf_of_somebody_else_or_of_a_clock_ahead_is_refused_and_leaves_nothing(waiting: PdfOffice, tmp_path: Path) -> None:
    before = load_sheet(waiting.sheet_file) if waiting.sheet_file.exists() else None
    place = printed_and_signed(waiting, 7, "ketua", tmp_path)
    told = type_(waiting, "sign", NAME, "--step", 7, "--by", "sekretaris", "--pdf", place)
    assert told.exit_code != 0
    assert "tidak terdaftar untuk sekretaris" in said_in(told)
    told = type_(waiting, "sign", NAME, "--step", 7, "--by", "ketua", "--no", "--pdf", place)
    assert told.exit_code != 0
    assert "untuk hal lain" in said_in(told)
    told = type_(
        waiting, "sign", NAME, "--step", 7, "--by", "ketua", "--pdf", printed_and_signed(waiting, 7, "ketua", tmp_path, late=900)
    )
    assert told.exit_code != 0
    assert "masa depan" in said_in(told)
    assert (load_sheet(waiting.sheet_file) if waiting.sheet_file.exists() else None) == before


def test_a_proposal_is_printed_then_signed_in_konsep(waiting: PdfOffice, tmp_path: Path) -> None:
    told = type_(waiting, "propose", "Rapat pleno", "--by", "operator", "--need", "jadwal")
    assert told.exit_code == 0, said_in(told)
    name = next(path.name for path in (waiting.path / "konsep").iterdir() if path.is_dir())
    place = tmp_path / "kebutuhan.pdf"
    assert type_(waiting, "sheet", name, "--step", 3, "--by", "sekretaris", "--yes", "--out", place).exit_code == 0
    at = SystemClock().now().replace(microsecond=0)
    place.write_bytes(signed(place.read_bytes(), waiting.authority.people["sekretaris"], at))
    told = type_(waiting, "sign", name, "--step", 3, "--by", "sekretaris", "--pdf", place)
    assert told.exit_code == 0, said_in(told)
    assert [path.read_bytes() for path in (waiting.path / "konsep" / name / "disposisi").iterdir()] == [place.read_bytes()]


def test_an_office_that_attests_takes_no_pdf(tmp_path: Path, empty_home: Path, waiting: PdfOffice) -> None:
    office = opened(tmp_path / "rumah", empty_home, waiting.authority)
    office.strength = "attested"
    office.settings()
    told = type_(office, "approve", NAME, "--by", "ketua", "--pdf", "x.pdf")
    assert told.exit_code != 0
    assert "tidak memakai PDF bertanda tangan" in said_in(told)


def test_an_emergency_is_ordered_by_its_own_sheet_and_a_published_package_taken_down(
    tmp_path: Path, empty_home: Path, waiting: PdfOffice
) -> None:
    """A "Ya" of the step orders no emergency, and a "Tidak" from before the approval takes nothing down."""
    office = opened(tmp_path / "rumah", empty_home, waiting.authority)
    office.settings('emergency = ["ketua"]')
    office.trust()
    office.clock.instant = SystemClock().now() - timedelta(minutes=5)
    office.drop()
    office.sweep(1)
    office.sweep(30)
    asked = ("approve", NAME, "--by", "ketua", "--emergency", "--note", "tahapan", "--pdf")
    told = type_(office, *asked, printed_and_signed(office, 7, "ketua", tmp_path))
    assert told.exit_code != 0
    assert "JAWABAN:DARURAT" in said_in(told)

    before = signed_sheet(office, tmp_path, "tolak", "--step", 7, "--no")
    order = signed_sheet(office, tmp_path, "darurat", "--yes", "--emergency")
    told = type_(office, *asked, order)
    assert "DARURAT" in said_in(told)
    with office.room() as room:
        row = queries.packages(room.ledger, OFFICE)[0]
        assert row.state == APPROVED
        room.publisher.plan(room.desk.read(row))

    down = ("withdraw", NAME, "--by", "ketua", "--reason", "salah tanggal", "--yes", "--pdf")
    told = type_(office, *down, before)
    assert told.exit_code != 0
    assert "sebelum paketnya disetujui" in said_in(told)
    told = type_(office, *down, signed_sheet(office, tmp_path, "tarik", "--step", 7, "--no"))
    assert told.exit_code == 0, said_in(told)
    assert "ditarik" in said_in(told)


def signed_sheet(office: PdfOffice, tmp_path: Path, name: str, *words: object) -> Path:
    """A sheet as tayang prints it, signed by the head of the office now."""
    place = tmp_path / f"{name}.pdf"
    told = type_(office, "sheet", NAME, "--by", "ketua", "--out", place, *words)
    assert told.exit_code == 0, said_in(told)
    at = SystemClock().now().replace(microsecond=0)
    place.write_bytes(signed(place.read_bytes(), office.authority.people["ketua"], at))
    return place

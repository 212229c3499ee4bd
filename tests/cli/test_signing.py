"""`tayang approve` with a key: on this PC, on another one, and refused where it must be."""

import re
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.app import app
from content_queue.sheet import load_sheet
from safety.clock import SystemClock
from tests.publishing.signing_office import NAME, NewOffice, SigningOffice, keygen, needs_ssh_keygen

pytestmark = [needs_ssh_keygen, pytest.mark.long]


@pytest.fixture
def office(new_office: NewOffice) -> SigningOffice:
    """An office that signs, with a package that waits; what is typed goes by the machine's clock."""
    office = new_office("signed")
    office.clock.instant = SystemClock().now()
    office.drop()
    office.sweep(1)
    office.sweep(1)
    return office


def approve(office: SigningOffice, *words: object, package: str = NAME) -> Result:
    return CliRunner().invoke(app, ["approve", package, *map(str, words), "--home", str(office.path)])


def on_one_line(told: Result) -> str:
    return " ".join(told.output.split())


def test_each_person_signs_with_the_own_key(office: SigningOffice) -> None:
    assert approve(office, "--by", "sekretaris", "--step", 3, "--key", office.keys / "sekretaris").exit_code == 1
    assert approve(office, "--by", "operator", "--step", 6, "--key", office.keys / "operator").exit_code == 1
    told = approve(office, "--by", "ketua", "--key", office.keys / "ketua", "--note", "baik")
    assert told.exit_code == 0, told.output
    assert "disetujui oleh ketua" in told.output
    assert [(sign.person, bool(sign.signature)) for sign in load_sheet(office.sheet_file).sign_offs] == [
        ("sekretaris", True), ("operator", True), ("ketua", True)
    ]  # fmt: skip
    office.clock.instant = SystemClock().now()
    assert office.sweep(130)[0] == [NAME]


def test_what_is_printed_is_signed_on_another_pc_and_brought_back(office: SigningOffice, tmp_path: Path) -> None:
    printed = approve(office, "--by", "ketua", "--step", 7, "--note", "lewat USB", "--print")
    assert printed.exit_code == 0
    assert "ssh-keygen -Y sign -f KUNCI -n tayang-disposisi@v1 langkah-7.json" in printed.stderr
    (tmp_path / "langkah-7.json").write_bytes(printed.stdout_bytes)
    keygen("-Y", "sign", "-f", office.keys / "ketua", "-n", "tayang-disposisi@v1", tmp_path / "langkah-7.json")
    assert not office.sheet_file.exists()
    told = approve(office, "--by", "ketua", "--signature", tmp_path / "langkah-7.json.sig")
    assert "Langkah 3" in told.output  # still missing, this one is not
    assert "Langkah 7" not in told.output
    assert [sign.note for sign in load_sheet(office.sheet_file).sign_offs] == ["lewat USB"]


def test_a_statement_that_was_changed_on_its_way_is_refused(office: SigningOffice, tmp_path: Path) -> None:
    printed = approve(office, "--by", "ketua", "--step", 7, "--print").stdout_bytes
    for name, data, said in (
        ("dibuka-di-notepad", printed.replace(b"\n", b"\r\n"), "bukan pernyataan"),
        ("jawaban", printed.replace(b'"ya"', b'"tidak"'), "bukan atas isian ini"),
        ("paket", printed.replace(NAME.encode(), b"paket-lain"), "paket-lain"),
    ):
        (tmp_path / name).write_bytes(printed)
        keygen("-Y", "sign", "-f", office.keys / "ketua", "-n", "tayang-disposisi@v1", tmp_path / name)
        (tmp_path / name).write_bytes(data)
        told = approve(office, "--by", "ketua", "--signature", tmp_path / f"{name}.sig")
        assert told.exit_code == 1
        assert said in on_one_line(told)
    assert not office.sheet_file.exists()


def test_a_tidak_is_signed_too(office: SigningOffice) -> None:
    told = approve(office, "--by", "ketua", "--step", 7, "--no", "--note", "foto kabur", "--key", office.keys / "ketua")
    assert told.exit_code == 0, told.output
    assert "Tidak pada langkah 7" in told.output
    assert [(sign.decision, bool(sign.signature)) for sign in load_sheet(office.sheet_file).sign_offs] == [("tidak", True)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--by", "ketua", "--step", "7"], "--key BERKAS-KUNCI"),
        (["--by", "ketua", "--step", "7", "--key", "@operator"], "bukan dari kunci yang terdaftar untuk ketua"),
        (["--by", "ketua", "--step", "7", "--key", "@tidak-ada"], "tidak ada"),
        (["--by", "operator", "--step", "7", "--key", "@operator"], "tidak berhak"),
        (["--by", "ketua", "--step", "6", "--step", "7", "--key", "@ketua"], "juga menandatangani langkah 6"),
        (["--by", "sekretaris", "--step", "3", "--step", "7", "--print"], "satu langkah saja"),
        (["--by", "ketua", "--print", "--key", "@ketua"], "pilih satu"),
        (["--by", "ketua", "--signature", "x.sig", "--step", "7"], "jangan sebut --step"),
        (["--by", "ketua", "--signature", "/tidak-ada.sig"], "tidak dapat dibaca"),
        (["--by", "ketua", "--signature", "langkah-7.json"], "bukan berkas .sig"),
        (["--by", "ketua", "--step", "7", "--step", "8", "--key", "@ketua"], "tidak perlu ditandatangani"),
        (["--by", "ketua", "--step", "7", "--key", "@ketua", "--note", "a\u200bb"], "huruf tersembunyi"),
    ],
)
def test_what_cannot_be_signed_is_refused_and_nothing_is_written(office: SigningOffice, words: list[str], said: str) -> None:
    told = approve(office, *(re.sub("^@", f"{office.keys}/", word) for word in words))
    assert told.exit_code in (1, 2)
    assert said in on_one_line(told)
    assert not office.sheet_file.exists()


def test_an_office_that_attests_takes_no_key(new_office: NewOffice) -> None:
    office = new_office("attested")
    told = approve(office, "--by", "ketua", "--key", office.keys / "ketua")
    assert told.exit_code == 2
    assert "belum memakai kunci" in on_one_line(told)


def test_the_board_names_the_command_with_the_key(office: SigningOffice) -> None:
    approve(office, "--by", "ketua", "--step", 7, "--key", office.keys / "ketua")
    board = (office.path / "papan.html").read_text("utf-8")
    assert "--step 3 --key BERKAS-KUNCI" in board


def test_the_doctor_names_the_missing_list_of_keys(office: SigningOffice) -> None:
    office.signers_file.unlink()
    told = CliRunner().invoke(app, ["doctor", "--home", str(office.path)])
    assert told.exit_code == 1
    assert "contoh.signers" in told.output

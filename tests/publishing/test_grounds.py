"""What a step was to find, the legal basis, is there before content of a kind that needs it is approved."""


import pytest
from typer.testing import CliRunner, Result

from cli.app import app
from content_queue.legal_basis import EXAMPLE
from publishing import approval
from publishing.approval import CannotApprove
from safety.clock import SystemClock
from tests.publishing.signing_office import NAME, NEWS, OFFICE, NewOffice, SigningOffice, needs_ssh_keygen

pytestmark = needs_ssh_keygen
LEGAL = NEWS.replace("kind: berita", 'kind: produk-hukum\njenis: Keputusan\nnomor: "27"\ntahun: 2026\ntentang: DPB')
GROUNDED = LEGAL.replace("channels:", f"legal_basis: [{EXAMPLE}]\nchannels:")
PEOPLE = ((3, "sekretaris"), (6, "operator"), (7, "ketua"))
SAID = "Dasar hukum belum disebut, padahal diminta SOP pada langkah 4 (Penelusuran informasi terkait konten)"


def office_with(new_office: NewOffice, manuscript: str) -> SigningOffice:
    office = new_office("attested")
    office.clock.instant = SystemClock().now()
    (office.drop() / "naskah.md").write_text(manuscript, encoding="utf-8")
    office.sweep(1)
    office.sweep(1)
    return office


def approve(office: SigningOffice, step: int, person: str, *more: str) -> Result:
    words = ["approve", NAME, "--by", person, "--step", str(step), *more, "--home", str(office.path)]
    return CliRunner().invoke(app, words)


def test_a_legal_document_without_its_basis_is_not_approved(new_office: NewOffice) -> None:
    office = office_with(new_office, LEGAL)
    assert "belum boleh tayang" in approve(office, 3, "sekretaris").output  # the request stands for itself
    told = approve(office, 7, "ketua")
    assert told.exit_code == 1
    assert SAID in " ".join(told.output.split())
    assert approve(office, 7, "ketua", "--no", "--note", "tanpa dasar hukum").exit_code == 0


def test_with_its_basis_it_is(new_office: NewOffice) -> None:
    office = office_with(new_office, GROUNDED)
    assert [approve(office, step, person).exit_code for step, person in PEOPLE] == [1, 1, 0]
    office.clock.instant = SystemClock().now()
    assert office.sweep(130)[0] == [NAME]


def test_other_kinds_need_none(new_office: NewOffice) -> None:
    office = office_with(new_office, NEWS)
    assert [approve(office, step, person).exit_code for step, person in PEOPLE] == [1, 1, 0]


def test_a_signed_sheet_that_arrives_with_it_changes_nothing(new_office: NewOffice) -> None:
    office = office_with(new_office, LEGAL)
    office.write(office.complete())
    assert office.sweep(700) == ([], "awaiting_approval")
    assert any(SAID in reason for reason in office.told())


def test_an_order_for_what_cannot_wait_passes_over_it(new_office: NewOffice) -> None:
    office = office_with(new_office, LEGAL)
    file = office.path / "offices" / f"{OFFICE}.toml"
    file.write_text(file.read_text("utf-8").replace("strength =", 'emergency = ["ketua"]\nstrength ='), encoding="utf-8")
    words = ["approve", NAME, "--by", "ketua", "--emergency", "--note", "banjir", "--home", str(office.path)]
    told = CliRunner().invoke(app, words)
    assert "DARURAT" in told.output
    assert "Menyusul: langkah 3, 6, 7." in told.output


def test_what_is_approved_already_is_not_judged_again(new_office: NewOffice) -> None:
    """A procedure that begins to ask for it takes back no approval that stands in the book."""
    office = office_with(new_office, LEGAL)
    with office.room() as room:
        with pytest.raises(CannotApprove, match="Dasar hukum belum disebut"):
            approval.approve(room.ledger, room.desk, NAME, "ketua", "Ketua", [7])
        lenient = room.desk.__class__(**{**room.desk.__dict__, "grounded": {}})
        for step, person in PEOPLE:
            approval.approve(room.ledger, lenient, NAME, person, "Pejabat", [step])
    office.clock.instant = SystemClock().now()
    assert office.sweep(130)[0] == [NAME]


def test_check_and_submit_tell_it_before_anybody_signs(new_office: NewOffice) -> None:
    office = office_with(new_office, NEWS)
    draft = office.path / "konsep" / "keputusan-27"
    (draft / "media").mkdir(parents=True)
    (draft / "media" / "01.jpg").write_bytes((office.folder / "media" / "01.jpg").read_bytes())
    (draft / "naskah.md").write_text(LEGAL, encoding="utf-8")

    def type_(*words: str) -> str:
        return " ".join(CliRunner().invoke(app, [*words, "--home", str(office.path)]).output.split())

    assert SAID in type_("check", str(draft))
    type_("sign", draft.name, "--by", "sekretaris", "--step", "3")
    assert SAID in type_("submit", draft.name, "--by", "operator")
    assert draft.is_dir()
    (draft / "naskah.md").write_text(GROUNDED, encoding="utf-8")
    assert "diajukan" in type_("submit", draft.name, "--by", "operator")

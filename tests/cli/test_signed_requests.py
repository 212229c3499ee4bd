"""Where sign-offs are signed by key, those over a request are, too; forged in every way they publish nothing."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.app import app
from content_queue.sheet import Decision, SignOff, load_sheet
from ledger import queries
from ledger.entries import Kind
from safety.clock import SystemClock
from tests.publishing.signing_office import NAME, NEWS, OFFICE, NewOffice, SigningOffice, changed, keygen, needs_ssh_keygen

pytestmark = [needs_ssh_keygen, pytest.mark.long]


@pytest.fixture
def office(new_office: NewOffice) -> SigningOffice:
    """An office that signs; what is typed goes by the machine's clock."""
    office = new_office("signed")
    office.clock.instant = SystemClock().now()
    return office


def run(office: SigningOffice, *words: object) -> Result:
    return CliRunner().invoke(app, [*map(str, words), "--home", str(office.path)])


def on_one_line(told: Result) -> str:
    return " ".join(told.output.split())


def proposed(office: SigningOffice) -> Path:
    told = run(office, "propose", "Penetapan DPB", "--by", "operator", "--key", office.keys / "operator")
    assert told.exit_code == 0, told.output
    return next(folder for folder in (office.path / "konsep").iterdir() if folder.is_dir())


def test_a_proposal_without_the_proposers_key_leaves_nothing_behind(office: SigningOffice) -> None:
    assert "--key" in on_one_line(run(office, "propose", "Penetapan DPB", "--by", "operator"))
    other = run(office, "propose", "Penetapan DPB", "--by", "operator", "--key", office.keys / "orang-luar")
    assert other.exit_code == 1
    assert "bukan dari kunci" in on_one_line(other)
    assert not [one for one in (office.path / "konsep").glob("*") if one.is_dir()]


def test_requests_are_signed_here_or_on_another_pc_and_carry_the_package_on(office: SigningOffice, tmp_path: Path) -> None:
    folder = proposed(office)
    assert "--key" in on_one_line(run(office, "sign", folder.name, "--step", 3, "--by", "sekretaris"))
    printed = run(office, "sign", folder.name, "--step", 3, "--by", "sekretaris", "--print")
    (tmp_path / "langkah-3.json").write_bytes(printed.stdout_bytes)
    keygen("-Y", "sign", "-f", office.keys / "sekretaris", "-n", "tayang-disposisi@v1", tmp_path / "langkah-3.json")
    told = run(office, "sign", folder.name, "--by", "sekretaris", "--signature", tmp_path / "langkah-3.json.sig")
    assert told.exit_code == 0, told.output
    (folder / "naskah.md").write_text(NEWS.replace("alt:\n  01.jpg: Rapat pleno\n", ""), encoding="utf-8")
    assert run(office, "submit", folder.name, "--by", "operator").exit_code == 2
    assert run(office, "submit", folder.name, "--by", "operator", "--key", office.keys / "operator").exit_code == 0
    sheet = load_sheet(office.path / "masuk" / folder.name / "disposisi.yaml")
    assert [(sign.step, bool(sign.signature)) for sign in sheet.sign_offs] == [(1, True), (3, True), (5, True)]


def test_a_postponed_day_is_part_of_what_is_signed(office: SigningOffice) -> None:
    folder = proposed(office)
    day = (office.clock.now() + timedelta(days=30)).date()
    key = ("--key", office.keys / "sekretaris")
    told = run(office, "sign", folder.name, "--step", 3, "--by", "sekretaris", "--no", "--later", day, *key)
    assert told.exit_code == 0, told.output
    sign = load_sheet(folder / "disposisi.yaml").sign_offs[-1]
    with office.room() as room:
        step = next(step for step in room.desk.required if step.nr == 3)
        assert room.signatures is not None
        assert room.signatures.fault(folder.name, step, sign) is None
        sooner = sign.model_copy(update={"later": day - timedelta(days=20)})
        assert room.signatures.fault(folder.name, step, sooner) is not None


Forgery = Callable[[SigningOffice, SignOff], SignOff]
FORGERIES: dict[str, Forgery] = {
    "untouched": lambda office, sign: office.signed(sign),
    "over another package": lambda office, sign: office.signed(sign, package="paket-lain"),
    "of another office": lambda office, sign: office.signed(sign, office="tetangga"),
    "by a stranger's key": lambda office, sign: office.signed(sign, key="orang-luar"),
    "by a colleague's key": lambda office, sign: office.signed(sign, key="ketua"),
    "without a key": lambda _office, sign: sign,
    "a Tidak turned into a Ya": lambda office, sign: changed(
        office.signed(changed(sign, decision="tidak", later="2027-01-15")), decision="ya", later=None
    ),
    "turned from another step": lambda office, sign: changed(office.signed(changed(sign, step=2)), step=3),
    "over content": lambda office, sign: office.signed(changed(sign, covers="konten")),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_request_publishes_nothing_and_is_not_entered(office: SigningOffice, forgery: str) -> None:
    folder = office.drop()
    genuine = [office.signed(office.sign_off(step)) for step in (6, 7)]
    office.write([FORGERIES[forgery](office, office.sign_off(3)), *genuine], folder)
    office.sweep(1)
    due, state = office.sweep(300)
    if forgery == "untouched":
        assert (due, state) == ([NAME], "approved")
    else:
        assert (due, state) == ([], "awaiting_approval")
        with office.room() as room:
            book = queries.history(room.ledger, OFFICE, NAME, [Kind.SIGN_OFF])
        assert 3 not in [entry["evidence"]["step"] for entry in book if entry["evidence"]["covers"] == "kebutuhan"]


def test_an_old_ya_played_again_after_the_tidak_was_taken_out_publishes_nothing(office: SigningOffice) -> None:
    folder = office.drop()
    yes = office.signed(office.sign_off(3))
    no = office.sign_off(3, decision=Decision.NO, at=office.clock.now() - timedelta(minutes=1), later="2027-01-15")
    office.write([yes, office.signed(no)], folder)
    office.sweep(1)
    assert office.sweep(60) == ([], "awaiting_approval")
    office.write([yes, *(office.signed(office.sign_off(step)) for step in (6, 7))], folder)
    assert office.sweep(60) == ([], "awaiting_approval")
    assert office.sweep(600) == ([], "awaiting_approval")


@pytest.mark.parametrize(("key", "goes_out"), [("ketua", True), ("orang-luar", False), ("", False)])
def test_an_emergency_is_signed_by_key_too(office: SigningOffice, key: str, goes_out: bool) -> None:
    office.settings('emergency = ["ketua"]')
    folder = office.drop()
    order = office.sign_off(7, emergency=True, note="banjir")
    office.write([office.signed(order, key=key) if key else order], folder)
    office.sweep(1)
    assert office.sweep(300) == (([NAME], "approved") if goes_out else ([], "awaiting_approval"))


def test_an_ordinary_sign_off_does_not_become_an_emergency_by_one_word(office: SigningOffice) -> None:
    office.settings('emergency = ["ketua"]')
    folder = office.drop()
    office.write([changed(office.signed(office.sign_off(7)), emergency=True)], folder)
    office.sweep(1)
    assert office.sweep(300) == ([], "awaiting_approval")

"""The recap that mails itself: every version once to every address, what is not sure is told and never sent again by itself."""

import asyncio
import hashlib
import os
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from cli.app import app
from config.settings import load_home
from flows.board import gather
from flows.monthly_recap import RecapMade, monthly_recap
from flows.recap_mail import Mailed, mail_recap
from ledger import queries
from ledger.entries import Kind
from tests.flows.homes import OFFICE
from tests.flows.months import Months
from tests.mailbox import Mailbox, running_mailbox
from tests.postbox import running_postbox

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
NAME = "TAYANG_SUREL_UJI"


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with running_mailbox() as box:
        yield box


@pytest.fixture
def office(months: Months, box: Mailbox) -> Months:
    """An office whose recap goes to one address."""
    settle(months, box.address)
    return months


def settle(months: Months, address: str) -> None:
    file = months.home.path / "offices" / f"{OFFICE}.toml"
    file.write_text(file.read_text("utf-8").partition("\n[report]")[0] + f'\n[report]\nmail = ["{NAME}"]\n', "utf-8")
    secrets = months.home.path / "rahasia.env"
    others = "".join(line for line in secrets.read_text("utf-8").splitlines(keepends=True) if not line.startswith(NAME))
    secrets.write_text(f"{others}{NAME}={address}\n", "utf-8")


def send(months: Months, made: RecapMade, *, by_person: bool = False) -> list[Mailed]:
    return mail_recap(months.home.path, OFFICE, months.clock, os.environ, made, by_person=by_person)


def troubles(months: Months) -> str:
    with months.room() as room:
        return " ".join(f"{one.text} {one.command}" for one in gather(room).troubles)


def test_a_month_that_is_ready_arrives_once_with_its_pdf_and_xlsx(office: Months, box: Mailbox) -> None:
    made = office.recap()
    assert [one.state for one in send(office, made)] == ["sent"]
    (letter,) = box.letters
    assert box.receivers == [["sekretaris@example.test"]]
    assert str(letter["Subject"]).startswith("PRAKTIK · Rekapitulasi ")
    assert "KPU Kabupaten Contoh" in str(letter["Subject"])
    arrived = {part.get_filename(): part.get_content() for part in letter.iter_attachments()}
    assert arrived == {file.name: file.read_bytes() for file in (made.files.pdf, made.files.xlsx)}
    words = letter.get_body(("plain",))
    assert words is not None
    assert hashlib.sha256(made.files.pdf.read_bytes()).hexdigest() in words.get_content()
    assert "INI LATIHAN" in words.get_content()

    assert [one.state for one in send(office, office.recap())] == ["sent"]
    assert [one.state for one in send(office, made, by_person=True)] == ["sent"]
    assert box.knocks == 1
    assert troubles(office) == ""


def test_a_month_that_still_runs_goes_out_by_a_person_s_word_alone(office: Months, box: Mailbox) -> None:
    made = office.recap(office.this_month)
    assert send(office, made) == []
    assert box.knocks == 0
    assert [one.state for one in send(office, made, by_person=True)] == ["sent"]


@pytest.mark.parametrize("trouble", ["AUTH", "RCPT", "!DATA", "!."])
def test_what_is_not_sure_is_told_and_sent_again_by_a_person_alone(office: Months, box: Mailbox, trouble: str) -> None:
    box.trouble = trouble
    made = office.recap()
    assert [one.state for one in send(office, made)] == ["unclear"]
    knocks, box.trouble = box.knocks, ""
    assert [one.state for one in send(office, office.recap())] == ["unclear"]
    assert box.knocks == knocks, "nothing is sent again by itself"
    assert "BELUM PASTI terkirim" in troubles(office)
    assert "--mail" in troubles(office)
    assert [one.state for one in send(office, made, by_person=True)] == ["sent"]
    assert troubles(office) == ""


def test_a_crash_while_it_is_sent_leaves_it_unsure(office: Months, box: Mailbox) -> None:
    made = office.recap()

    def crash(*_: object) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mail_recap(office.home.path, OFFICE, office.clock, os.environ, made, send=crash)
    assert troubles(office) == "", "it may still be under way"
    office.clock.advance(1000)
    assert "BELUM PASTI terkirim" in troubles(office)
    assert [one.state for one in send(office, made)] == ["sending"]
    assert box.knocks == 0


def test_an_address_that_can_carry_no_file_is_told_and_nothing_is_sent(office: Months, box: Mailbox) -> None:
    made = office.recap()
    with running_postbox() as plain:
        settle(office, f"gotify://{plain.address.removeprefix('json://')}")
        (one,) = send(office, made)
        assert (one.state, plain.knocks) == ("not_sent", 0)
    assert "tidak menerima lampiran" in one.why
    assert "TIDAK terkirim" in troubles(office)
    settle(office, "entah-apa")
    assert "bukan alamat Apprise" in send(office, made)[0].why
    settle(office, box.address)
    assert [one.state for one in send(office, made)] == ["sent"], "what surely did not go may go"


def test_the_flow_sends_it_and_the_command_says_where_it_stands(office: Months, box: Mailbox) -> None:
    asyncio.run(monthly_recap(str(office.home.path), OFFICE))
    assert len(box.letters) == 1
    done = CliRunner().invoke(app, ["recap", "--mail", "--home", str(office.home.path)])
    assert f"{NAME}: terkirim" in done.output
    assert len(box.letters) == 1


def test_without_the_setting_nothing_is_sent_and_the_command_says_how(months: Months) -> None:
    made = months.recap()
    assert send(months, made, by_person=True) == []
    done = CliRunner().invoke(app, ["recap", "--mail", "--home", str(months.home.path)])
    assert done.exit_code != 0
    assert "[report]" in done.output
    assert queries.newest(months.ledger, OFFICE, Kind.MAIL) is None
    assert load_home(months.home.path, {}).office(OFFICE).report.mail == ()


def test_the_password_stands_in_no_log_and_not_in_the_book(
    office: Months, box: Mailbox, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    box.trouble = "AUTH"
    with caplog.at_level("DEBUG"):
        send(office, office.recap())
    kept = str(queries.history(office.ledger, OFFICE)) + caplog.text + "".join(capfd.readouterr())
    assert NAME in kept
    assert "sandi-surel-rahasia" not in kept

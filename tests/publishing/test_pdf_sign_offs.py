"""Sign-offs by signed PDF: what goes out, what is kept of it, and what people are told."""

import hashlib
import json
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from content_queue.pdf_signatures import Trust, facts_of
from content_queue.seal import digest_of, hashes
from ledger import queries
from publishing import approval
from publishing.desk import APPROVED
from publishing.notebook import signature_notes
from publishing.pdf_signatures import PdfSignatures
from safety.clock import ManualClock
from tests.publishing.pdf_office import PdfOffice, authority, pdf_home, pdf_office
from tests.publishing.pdf_people import Authority, issued, page, plain, revoking, signed, with_lists
from tests.publishing.pdf_tampering import PAST, head, instead, listed_by_number, revocations
from tests.publishing.signing_office import NAME, OFFICE, SIGNERS

__all__ = ["authority", "pdf_home", "pdf_office"]


def goes_out(office: PdfOffice) -> bool:
    return office.sweep(5) == ([], APPROVED) and office.sweep(130) == ([NAME], APPROVED) and office.told() == []


def test_a_package_with_signed_pdfs_goes_out_and_they_are_kept(pdf_office: PdfOffice) -> None:
    assert goes_out(pdf_office)
    with pdf_office.room() as room:
        book = [entry["evidence"] for entry in queries.history(room.ledger, OFFICE, NAME) if entry["event"] == "signed"]
        assert {entry["paper"] for entry in book} == {sign.paper for sign in pdf_office.signs()}
        for entry in book:
            kept = room.settings.store / "bukti" / f"{entry['paper']}.pdf"
            assert hashlib.sha256(kept.read_bytes()).hexdigest() == entry["paper"]


def test_the_pdfs_are_no_content(pdf_office: PdfOffice) -> None:
    names = set(hashes(pdf_office.folder))
    assert names == {"naskah.md", "media/01.jpg"}
    assert pdf_office.sweep(5)[1] == APPROVED
    with pdf_office.room() as room:
        sealed = room.settings.store / digest_of(hashes(pdf_office.folder))
        assert {path.name for path in sealed.rglob("*") if path.is_file()} == {"naskah.md", "01.jpg"}


@pytest.mark.long
def test_two_people_sign_one_pdf_for_a_step_each(pdf_office: PdfOffice) -> None:
    make, check = pdf_office.of(6), pdf_office.of(7)
    both = page(pdf_office.line(make), pdf_office.line(check))
    once = signed(both, pdf_office.authority.people["operator"], make.at)
    twice = signed(once, head(pdf_office), check.at)
    pdf_office.write([pdf_office.of(3), pdf_office.put(make, twice), pdf_office.put(check, twice)])
    assert goes_out(pdf_office)


@pytest.mark.long
def test_a_trusted_time_stamp_outlives_the_certificate(pdf_office: PdfOffice) -> None:
    ended = issued("ketua", pdf_office.authority.issuing, years=PAST)
    within = datetime(2026, 10, 15, tzinfo=UTC)
    stamper = pdf_office.authority.stamper(at=within)
    instead(lambda office, sign: signed(plain(office.line(sign)), ended, within, stamper=stamper), at=within)(pdf_office)
    pdf_office.trust(ketua=ended.fingerprint)
    assert goes_out(pdf_office)


@pytest.mark.long
def test_people_may_be_listed_by_their_number_and_issuer(pdf_office: PdfOffice) -> None:
    listed_by_number(lambda _: None)(pdf_office)
    assert goes_out(pdf_office)


@pytest.mark.long
def test_lists_that_name_others_keep_nothing_back(pdf_office: PdfOffice) -> None:
    other = revoking(pdf_office.authority.issuing, pdf_office.authority.people["orang-luar"])
    revocations(other)(pdf_office)
    instead(lambda office, sign: with_lists(office.pdf(sign), other))(pdf_office)
    assert goes_out(pdf_office)


@pytest.mark.long
def test_a_lost_or_exchanged_pdf_comes_back_from_the_store(pdf_office: PdfOffice) -> None:
    assert pdf_office.sweep(5)[1] == APPROVED
    place, data = pdf_office.paper(7), pdf_office.paper(7).read_bytes()
    place.unlink()
    pdf_office.paper(3).write_bytes(b"lain")
    with pdf_office.room() as room:
        assert isinstance(room.signatures, PdfSignatures)
        room.signatures.lay(pdf_office.folder, pdf_office.signs())
    assert place.read_bytes() == data
    assert pdf_office.sweep(130)[0] == [NAME]


def test_a_remembered_answer_begins_nothing(pdf_office: PdfOffice) -> None:
    """Whoever may write the notes of earlier looks gains nothing by it."""
    assert pdf_office.sweep(5)[1] == APPROVED
    instead(lambda office, sign: signed(plain("Lembar lain"), head(office), sign.at))(pdf_office)
    with pdf_office.room() as room:
        notes = signature_notes(room.settings.store, OFFICE)
        trust = Trust(pdf_office.roots_file.read_bytes())
        remembered = json.loads(notes.read_bytes())
        genuine = next(facts for facts in remembered.values() if facts["seals"][0]["name"] == "ketua")
        remembered[trust.name(pdf_office.of(7).paper, room.clock.now() + timedelta(seconds=130))] = genuine
        notes.write_text(json.dumps(remembered))
        judged = approval.verdict(room.desk, queries.packages(room.ledger, OFFICE)[0], room.clock.now())[1]
    assert judged.approved
    assert pdf_office.sweep(130)[0] == []


class SlowDay(ManualClock):
    """A clock by which everything takes three quarters of a minute."""

    def now(self) -> datetime:
        self.advance(45)
        return super().now()


@pytest.mark.long
def test_many_pdfs_that_take_long_wait_for_their_turn(pdf_office: PdfOffice) -> None:
    """Whoever drops them holds nothing else up, and what a person waits for is looked at all the same."""
    with pdf_office.room() as room:
        signature_notes(room.settings.store, OFFICE).unlink()
    sign = pdf_office.of(7)
    more = pdf_office.put(sign, signed(page(pdf_office.line(sign)), head(pdf_office), sign.at))
    pdf_office.clock = SlowDay(pdf_office.clock.now())
    with pdf_office.room() as room:
        assert room.signatures is not None
        step = next(step for step in room.desk.steps if step.nr == 7)
        found = [room.signatures.fault(NAME, step, one) for one in (*pdf_office.signs(), more)]
        assert [problem.code if problem else "" for problem in found] == ["", "", "", "sign-unknown"]
        assert "menunggu giliran" in str(found[-1])
        assert room.signatures.fault(NAME, step, more, fresh=True) is None


@pytest.mark.parametrize(("left", "said"), [(200, ""), (80, "80 hari lagi"), (10, "segera"), (-3, "sudah habis masa berlakunya")])
def test_the_doctor_names_certificates_that_end(pdf_office: PdfOffice, left: int, said: str) -> None:
    ends = pdf_office.clock.now() + timedelta(days=left, hours=1)
    holder = issued("ketua", pdf_office.authority.issuing, years=(datetime(2026, 1, 1, tzinfo=UTC), ends))
    text = pdf_office.people_file.read_text().replace(f'"{head(pdf_office).fingerprint}"', f"'''{holder.pem.decode()}'''")
    pdf_office.people_file.write_text(text)
    with pdf_office.room() as room:
        assert room.signatures is not None
        told = list(room.signatures.troubles(["ketua"]))
    assert bool(told) is bool(said)
    assert all("ketua" in one and said in one for one in told)


def test_the_doctor_names_who_has_no_certificate_and_missing_roots(pdf_office: PdfOffice) -> None:
    with pdf_office.room() as room:
        assert room.signatures is not None
        assert list(room.signatures.troubles(SIGNERS.values())) == []
        assert "bendahara" in "".join(room.signatures.troubles([*SIGNERS.values(), "bendahara"]))
        pdf_office.roots_file.write_bytes(issued("Induk", ca=True, years=PAST).pem)
        assert "sertifikat induk CN=Induk" in "".join(room.signatures.troubles(["ketua"]))
        pdf_office.roots_file.unlink()
        assert "tidak dapat dibaca" in "".join(room.signatures.troubles(["ketua"]))


def test_the_last_signature_tells_when_a_certificate_ends(pdf_office: PdfOffice) -> None:
    pdf_office.clock.instant = datetime(2027, 12, 25, tzinfo=UTC)
    with pdf_office.room() as room:
        assert room.signatures is not None
        assert "sertifikat ketua habis masa berlakunya 2028-01-01" in "".join(room.signatures.troubles(["ketua"]))


def test_an_office_without_a_pdf_loads_no_reader_of_them() -> None:
    code = "import sys, cli.app, flows.wiring; print([m for m in sys.modules if m.startswith(('pyhanko', 'asn1crypto'))])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_nobody_is_asked_for_what_a_certificate_names(authority: Authority) -> None:
    """The certificate says where its issuer's lists and answers are; nothing is fetched from there."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.0)
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        holder = issued("ketua", authority.issuing, address=address)
        now = datetime(2026, 11, 20, 3, tzinfo=UTC)
        pdf = signed(plain("TAYANG-DISPOSISI/1 SATKER:a PAKET:x LANGKAH:7 JAWABAN:YA KEBUTUHAN"), holder, now)
        facts = facts_of(pdf, Trust(authority.root.pem), now)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert [(seal["why"], [line["seen"] for line in seal["lines"]]) for seal in facts["seals"]] == [("", [True])]

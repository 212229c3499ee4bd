"""The catalogue of forgeries in an office whose sign-offs are signed PDF files: nothing goes out, and the reason is told."""

from dataclasses import dataclass

import pytest

from publishing.desk import APPROVED
from tests.publishing.pdf_drawings import (
    filled_in,
    in_a_form_field,
    in_a_hidden_layer,
    in_an_annotation,
    in_the_metadata,
    locked,
    page_behind,
    page_replaced,
    with_catalog,
    with_empty_field,
    with_many_signatures,
)
from tests.publishing.pdf_office import PdfOffice, authority, pdf_home, pdf_office
from tests.publishing.pdf_people import issued, page, plain, signed, signed_in_part
from tests.publishing.pdf_tampering import (
    PAST,
    TO_COME,
    Tamper,
    about,
    after_signing,
    ahead,
    backdated,
    by,
    by_a_stranger,
    by_somebody_else,
    folder_in_its_place,
    head,
    instead,
    issuer_revoked,
    link_to_a_pdf,
    listed_by_number,
    listed_twice,
    namesake,
    namesake_of_the_issuer,
    one_certificate_for_two,
    one_name_in_another,
    ordered_by_a_yes,
    revocations,
    revoked_by_list,
    revoked_in_the_office_file,
    revoked_in_the_pdf,
    same_person_twice,
    saying,
    short_key,
    shown,
    stamp_of_something_else,
    stamped_by_a_stranger,
    swapped_with,
    with_rsa,
    without_paper,
    without_the_role,
)
from tests.publishing.tampering import (
    OTHER,
    all_about_what_lies_there,
    both,
    edited,
    field,
    naskah,
    relisted,
    swapped_image,
    without,
)
from tests.publishing.test_forgeries import FORGERIES as BY_KEY_OR_ATTESTED
from tests.publishing.test_forgeries import never_goes_out, sentence

__all__ = ["authority", "pdf_home", "pdf_office"]
pytestmark = pytest.mark.long
WHITE = "#place(top + left, rect(width: 100%, height: 5cm, fill: white))"


@dataclass(frozen=True)
class Forgery:
    """What is done, and what is then said of it (a code of WORDS). `late`: to a package that is approved already."""

    name: str
    code: str
    tamper: Tamper
    late: bool = False


FORGERIES = [
    # --- the content
    Forgery("text edited", "sheet-other-bytes", naskah(edited)),
    Forgery("text edited, every digest typed anew", "pdf-other-line", both(naskah(edited), all_about_what_lies_there)),
    Forgery("picture swapped, every digest typed anew", "pdf-other-line", both(swapped_image, all_about_what_lies_there)),
    Forgery("sheet replayed on a new revision", "step-other-bytes", both(naskah(edited), relisted), late=True),
    Forgery("sheet made to fit a new revision", "pdf-other-line", both(naskah(edited), all_about_what_lies_there), late=True),
    # --- what stands on the page
    Forgery("no line", "pdf-no-line", saying(lambda office, sign: "Selembar kertas")),
    Forgery("digest of other bytes", "pdf-other-line", about(digest=OTHER)),
    Forgery("another package", "pdf-other-line", saying(lambda office, sign: office.line(sign, package="berita-lain"))),
    Forgery("another office", "pdf-other-line", saying(lambda office, sign: office.line(sign, office="kabupaten-lain"))),
    Forgery("another step", "pdf-other-line", about(step=6)),
    Forgery("a Tidak used as a Ya", "pdf-other-line", about(decision="tidak")),
    Forgery("an open answer", "pdf-no-line", saying(lambda office, sign: office.line(sign).replace("JAWABAN:YA", "JAWABAN:..."))),
    Forgery("an open answer as tayang prints it", "pdf-other-line",
            shown(lambda line: page(line.replace("JAWABAN:YA", "JAWABAN:…")))),
    Forgery("a request used for the content", "pdf-other-line",
            saying(lambda office, sign: office.line(sign).partition("SHA-256")[0] + "KEBUTUHAN")),
    Forgery("digest cut off", "pdf-no-line", saying(lambda office, sign: office.line(sign)[:-1])),
    Forgery("line without its form", "pdf-no-line", saying(lambda office, sign: office.line(sign).partition(" ")[2])),
    Forgery("two answers", "pdf-two-lines",
            instead(lambda office, sign: signed(page(office.line(sign), office.line(sign).replace(":YA", ":TIDAK")),
                                                head(office), sign.at))),
    Forgery("package whose name holds a whole line", "pdf-unseen", saying(one_name_in_another)),
    Forgery("line in a note over the page", "pdf-no-line", shown(in_an_annotation)),
    Forgery("line in a form field", "pdf-no-line", shown(in_a_form_field)),
    Forgery("line in the metadata", "pdf-no-line", shown(in_the_metadata)),
    Forgery("line in a hidden layer", "pdf-unseen", shown(in_a_hidden_layer)),
    Forgery("line in white", "pdf-unseen", shown(lambda line: page(line, style="size: 8pt, fill: white"))),
    Forgery("line too small to be read", "pdf-unseen", shown(lambda line: page(line, style="size: 1pt"))),
    Forgery("line covered", "pdf-unseen", shown(lambda line: page(line, more=WHITE))),
    Forgery("line off the page", "pdf-unseen",
            shown(lambda line: page("Lembar", more=f'#place(top + left, dx: -40cm, text(size: 8pt)[#"{line}"])'))),
    Forgery("words over the line", "pdf-unseen",
            shown(lambda line: page(line, more=f'#place(top + left, dy: 0.9cm, text(size: 8pt)[#"{"TIDAK " * 20}"])'))),
    # --- the file after it was signed
    Forgery("words edited", "pdf-broken", after_signing(lambda pdf: pdf.replace(b"Courier", b"Courzer"))),
    Forgery("answer edited", "pdf-broken", instead(
        lambda office, sign: signed(plain(office.line(sign).replace(":YA ", ":NO ")), head(office), sign.at)
        .replace(b":NO ", b":YA "))),
    Forgery("page behind in a revision that is not signed", "pdf-changed",
            instead(lambda office, sign: page_behind(signed(plain("Lembar"), head(office), sign.at), office.line(sign)))),
    Forgery("page replaced by a revision", "pdf-changed", instead(
        lambda office, sign: page_replaced(
            signed(plain(office.line(sign).replace(":YA ", ":NO ")), head(office), sign.at), ":NO ", ":YA "))),
    Forgery("genuine page changed by a revision", "pdf-changed",
            after_signing(lambda pdf: page_replaced(pdf, "SATKER", "KANTOR"))),
    Forgery("form field filled in after signing", "pdf-changed", instead(
        lambda office, sign: filled_in(signed(in_a_form_field(office.line(sign)), head(office), sign.at)))),
    Forgery("bytes behind", "pdf-changed", after_signing(lambda pdf: pdf + b"% lagi\n" * 10)),
    Forgery("only a part is signed", "pdf-part",
            instead(lambda office, sign: signed_in_part(plain(office.line(sign)), head(office), sign.at, 100))),
    Forgery("cut off", "pdf-damaged", after_signing(lambda pdf: pdf[:-200])),
    Forgery("no PDF at all", "pdf-damaged", after_signing(lambda pdf: b"%PDF-1.7 bukan PDF")),
    Forgery("a text called PDF", "pdf-damaged", after_signing(lambda pdf: b"Disetujui.")),
    Forgery("not signed", "pdf-unsigned", after_signing(lambda pdf: plain("Lembar"))),
    Forgery("field for a signature empty", "pdf-unsigned", instead(lambda office, sign: with_empty_field(office.line(sign)))),
    Forgery("encrypted", "pdf-locked", instead(lambda office, sign: locked(office.line(sign), sign.at, head(office)))),
    Forgery("XFA form", "pdf-xfa", shown(with_catalog("/AcroForm<</XFA(<xdp/>)/Fields[]>>"))),
    Forgery("script", "pdf-active", shown(with_catalog("/OpenAction<</S/JavaScript/JS(app.beep\\(1\\))>>"))),
    Forgery("action that opens a program", "pdf-active", shown(with_catalog("/OpenAction<</S/Launch/F(x)>>"))),
    Forgery("a thousand signatures", "pdf-many", after_signing(with_many_signatures)),
    Forgery("nine megabytes", "pdf-heavy", after_signing(lambda pdf: pdf + b"%" * 9_000_000)),
    Forgery("a hundred pages", "pdf-heavy", shown(lambda line: page(line, more="#pagebreak()\n" * 100))),
    # --- whose certificate it is
    Forgery("somebody else's certificate", "pdf-other", instead(by_somebody_else)),
    Forgery("a stranger's certificate", "pdf-other", instead(by_a_stranger)),
    Forgery("self-signed under the same name", "pdf-other", by(namesake, listed=False)),
    Forgery("self-signed and listed", "pdf-root", by(namesake)),
    Forgery("an issuer of the same name", "pdf-root", listed_by_number(by(namesake_of_the_issuer, listed=False))),
    Forgery("certificate of the forger's own authority, listed", "pdf-root", by(namesake_of_the_issuer)),
    Forgery("expired certificate", "pdf-expired", by(lambda own: issued("ketua", own.issuing, years=PAST))),
    Forgery("backdated into the life of an expired certificate", "pdf-expired", backdated),
    Forgery("the same with a time stamp of the forger's own", "pdf-expired", stamped_by_a_stranger),
    Forgery("certificate not yet valid", "pdf-early", by(lambda own: issued("ketua", own.issuing, years=TO_COME))),
    Forgery("time stamp of another signature", "pdf-stamp", instead(stamp_of_something_else)),
    Forgery("certificate revoked in the office's file", "pdf-revoked", revoked_in_the_office_file),
    Forgery("certificate revoked by the office's list", "pdf-revoked", revoked_by_list),
    Forgery("issuer revoked by the office's list", "pdf-revoked", issuer_revoked),
    Forgery("certificate revoked by a list in the PDF", "pdf-revoked", instead(revoked_in_the_pdf)),
    Forgery("certificate revoked in the jeda", "pdf-revoked", revoked_in_the_office_file, late=True),
    Forgery("certificate not for signing", "pdf-usage",
            by(lambda own: issued("ketua", own.issuing, usage="key_encipherment"))),
    Forgery("certificate of an authority", "pdf-usage", by(lambda own: issued("ketua", own.issuing, ca=True))),
    Forgery("SHA-1", "pdf-weak", by(lambda own: own.people["ketua"], digest="sha1")),
    Forgery("MD5", "pdf-weak", by(with_rsa, digest="md5")),
    Forgery("key of 1024 bits", "pdf-weak", by(short_key)),
    # --- the person and the sheet
    Forgery("no PDF named in the sheet", "pdf-missing", without_paper),
    Forgery("no PDF named in the sheet, in the jeda", "pdf-missing", without_paper, late=True),
    Forgery("no sign-off at a step", "step-missing", without(7)),
    Forgery("signer who may not sign this step", "step-signer", without_the_role),
    Forgery("maker checks the own work", "step-same-person", same_person_twice),
    Forgery("one certificate listed for two people", "sign-unknown", one_certificate_for_two),
    Forgery("one certificate listed for two people, by number and by itself", "pdf-shared", listed_twice),
    Forgery("person exchanged in the sheet", "pdf-other", field(7, person="sekretaris")),
    Forgery("time typed otherwise", "pdf-other-time", field(7, at="2026-11-20T01:00:00Z")),
    Forgery("clock ahead", "step-future", ahead(typed=False)),
    Forgery("clock ahead, another time typed", "pdf-future", ahead(typed=True)),
    Forgery("a Ya used as an emergency's order", "step-missing", ordered_by_a_yes),
    # --- the files
    Forgery("PDF taken away", "pdf-gone", lambda office: office.paper(7).unlink()),
    Forgery("PDF taken away in the jeda", "pdf-gone", lambda office: office.paper(7).unlink(), late=True),
    Forgery("PDF exchanged for another genuine one", "pdf-swapped", swapped_with(6)),
    Forgery("PDF exchanged in the jeda", "pdf-swapped", swapped_with(6), late=True),
    Forgery("link in its place", "link-file", link_to_a_pdf),
    Forgery("folder in its place", "too-deep", folder_in_its_place),
    Forgery("roots missing", "sign-unknown", lambda office: office.roots_file.unlink()),
    Forgery("roots missing in the jeda", "sign-unknown", lambda office: office.roots_file.unlink(), late=True),
    Forgery("no root in the file of roots", "sign-unknown", lambda office: office.roots_file.write_text("# kosong\n")),
    Forgery("list of people missing", "sign-unknown", lambda office: office.people_file.unlink()),
    Forgery("list of people empty", "pdf-other", lambda office: office.people_file.write_text("")),
    Forgery("list of people of another form", "sign-unknown",
            lambda office: office.people_file.write_text("[people]\nketua = 1\n")),
    Forgery("revocation list missing", "sign-unknown", revocations(None)),
    Forgery("revocation list empty", "sign-unknown", revocations(b"")),
    Forgery("revocation list broken", "sign-unknown",
            revocations(b"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n")),
]  # fmt: skip


@pytest.mark.parametrize("forgery", [pytest.param(row, id=row.name) for row in FORGERIES])
def test_a_forgery_is_never_published_and_its_reason_is_told(forgery: Forgery, pdf_office: PdfOffice) -> None:
    if forgery.late:
        assert [pdf_office.sweep(5)[1], pdf_office.sweep(5)[1]][-1] == APPROVED
    forgery.tamper(pdf_office)
    with pdf_office.room() as room:
        never_goes_out(pdf_office, room, forgery.late)
        told = pdf_office.reasons(room)
    assert any(sentence(forgery.code).search(one) for one in told), told


def test_the_catalogue_is_worth_its_name() -> None:
    together = [f"{row.name}/{strength}" for row in BY_KEY_OR_ATTESTED for strength in row.strengths]
    together += [f"{row.name}/pdf" for row in FORGERIES]
    assert len(FORGERIES) >= 25
    assert len({row.name for row in FORGERIES}) == len(FORGERIES)
    assert len(set(together)) == len(together) >= 40

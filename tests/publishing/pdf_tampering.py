"""What a forger does to a package whose sign-offs are signed PDF files, one thing at a time."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from content_queue.sheet import SignOff
from tests.publishing.pdf_office import STRANGER, PdfOffice
from tests.publishing.pdf_people import (
    YEARS,
    Authority,
    Holder,
    issued,
    plain,
    revoking,
    signed,
    with_lists,
)
from tests.publishing.signing_office import SIGNERS, changed

Tamper = Callable[[PdfOffice], object]
Make = Callable[[PdfOffice, SignOff], bytes]
PAST = (YEARS[0], datetime(2026, 11, 1, tzinfo=UTC))
TO_COME = (datetime(2026, 12, 1, tzinfo=UTC), YEARS[1])


def head(office: PdfOffice) -> Holder:
    return office.authority.people["ketua"]


def instead(make: Make, step: int = 7, **changes: object) -> Tamper:
    """Another PDF in the place of the one at a step; `changes`: what the sheet then says otherwise."""

    def tamper(office: PdfOffice) -> None:
        old = office.of(step)
        office.paper(step).unlink()
        new = office.put(changed(old, **changes), make(office, old))
        office.write(new if sign.step == step else sign for sign in office.signs())

    return tamper


def saying(text: Callable[[PdfOffice, SignOff], str], **changes: object) -> Tamper:
    """A sheet with another line, duly signed by the head of the office."""
    return instead(lambda office, sign: signed(plain(text(office, sign)), head(office), sign.at), **changes)


def about(**others: object) -> Tamper:
    """A sheet that was signed for something else: another step, answer or digest."""
    return saying(lambda office, sign: office.line(changed(sign, **others)))


def shown(draw: Callable[[str], bytes]) -> Tamper:
    """The right line, shown as the forger likes it, and duly signed."""
    return instead(lambda office, sign: signed(draw(office.line(sign)), head(office), sign.at))


def after_signing(change: Callable[[bytes], bytes]) -> Tamper:
    """Something done to the bytes of a PDF that was duly signed."""
    return instead(lambda office, sign: change(office.pdf(sign)))


def by(make: Callable[[Authority], Holder], *, listed: bool = True, digest: str = "sha256") -> Tamper:
    """Signed with another certificate, which the office may have listed for the head."""

    def tamper(office: PdfOffice) -> None:
        holder = make(office.authority)
        instead(lambda inside, sign: signed(plain(inside.line(sign)), holder, sign.at, digest=digest))(office)
        if listed:
            office.trust(ketua=holder.fingerprint)

    return tamper


def namesake(authority: Authority, **how: object) -> Holder:
    return issued("ketua", None, number="NIK-ketua", **how)  # type: ignore[arg-type]


def namesake_of_the_issuer(authority: Authority) -> Holder:
    """Certified by an authority of the forger's own, which calls itself like the real one."""
    root = issued("Induk Uji", ca=True)
    return issued("ketua", issued("Penerbit Uji", root, ca=True), number="NIK-ketua")


def listed_by_number(tamper: Tamper) -> Tamper:
    """In an office that lists people by their number and issuer instead of the certificate itself."""

    def both(office: PdfOffice) -> None:
        issuer = "CN=Penerbit Uji,O=Otoritas Uji,C=ID"
        office.people_file.write_text(
            "".join(f'[[people.{who}.subjects]]\nserial_number = "NIK-{who}"\nissuer = "{issuer}"\n' for who in SIGNERS.values())
        )
        tamper(office)

    return both


def short_key(authority: Authority) -> Holder:
    return issued("ketua", authority.issuing, key=rsa.generate_private_key(65537, 1024))  # noqa: S505  that is the forgery


def with_rsa(authority: Authority) -> Holder:
    return issued("ketua", authority.issuing, key=rsa.generate_private_key(65537, 2048))


def revoked_in_the_office_file(office: PdfOffice) -> None:
    serial = f"{head(office).cert.serial_number:X}"
    office.people_file.write_text(office.people_file.read_text() + f'[revoked]\nserials = ["{serial}"]\n')


def revoked_by_list(office: PdfOffice) -> None:
    revocations(revoking(office.authority.issuing, head(office)))(office)


def revocations(one: x509.CertificateRevocationList | bytes | None) -> Tamper:
    """The office's own file of revocation lists."""

    def tamper(office: PdfOffice) -> None:
        data = one if isinstance(one, bytes) else one.public_bytes(serialization.Encoding.PEM) if one else b""
        (office.path / "offices" / "dicabut.pem").write_bytes(data)
        office.settings('pdf_revoked = "offices/dicabut.pem"')
        if one is None:
            (office.path / "offices" / "dicabut.pem").unlink()

    return tamper


def issuer_revoked(office: PdfOffice) -> None:
    revocations(revoking(office.authority.root, office.authority.issuing))(office)


def revoked_in_the_pdf(office: PdfOffice, sign: SignOff) -> bytes:
    return with_lists(office.pdf(sign), revoking(office.authority.issuing, head(office)))


def without_paper(office: PdfOffice) -> None:
    """The sign-off is typed into the sheet, as an office that attests does."""
    office.resign(7, paper="")


def swapped_with(step: int) -> Tamper:
    """Another genuine PDF of the package under the name of the one at step 7."""
    return lambda office: office.paper(7).write_bytes(office.paper(step).read_bytes())


def one_certificate_for_two(office: PdfOffice) -> None:
    office.trust(operator=head(office).fingerprint)


def listed_twice(office: PdfOffice) -> None:
    """The head's certificate is the operator's too, by the number of its holder."""
    issuer = "CN=Penerbit Uji,O=Otoritas Uji,C=ID"
    more = f'[[people.operator.subjects]]\nserial_number = "NIK-ketua"\nissuer = "{issuer}"\n'
    office.people_file.write_text(office.people_file.read_text() + more)


def stamp_of_something_else(office: PdfOffice, sign: SignOff) -> bytes:
    """A time stamp that is genuine, but was given for another signature: moved over from there."""
    authority = office.authority
    whole = signed(plain(office.line(sign)), head(office), sign.at, stamper=authority.stamper(at=sign.at))
    other = signed(plain("lain"), head(office), sign.at, stamper=authority.stamper(at=sign.at))
    own, theirs = _contents(whole), _contents(other)
    info, taken = own["content"]["signer_infos"][0], theirs["content"]["signer_infos"][0]
    info["unsigned_attrs"] = taken["unsigned_attrs"]
    return _with_contents(whole, own.dump())


def _contents(pdf: bytes) -> cms.ContentInfo:
    found = re.search(rb"/Contents <([0-9a-fA-F]+)>", pdf)
    assert found is not None
    return cms.ContentInfo.load(bytes.fromhex(found[1].decode()))


def _with_contents(pdf: bytes, der: bytes) -> bytes:
    found = re.search(rb"/Contents <([0-9a-fA-F]+)>", pdf)
    assert found is not None
    room = len(found[1])
    return pdf[: found.start(1)] + der.hex().encode().ljust(room, b"0")[:room] + pdf[found.end(1) :]


def stamped_by_a_stranger(office: PdfOffice) -> None:
    """The certificate has ended; a time stamp of the forger's own says that it had not yet."""
    ended = issued("ketua", office.authority.issuing, years=PAST)
    root = issued("Induk Palsu", ca=True)
    key = rsa.generate_private_key(65537, 2048)
    forger = issued("Stempel Palsu", root, key=key, stamps=True)
    within = datetime(2026, 10, 15, tzinfo=UTC)
    stamper = office.authority.stamper(forger, within)
    instead(lambda inside, sign: signed(plain(inside.line(sign)), ended, within, stamper=stamper), at=within)(office)
    office.trust(ketua=ended.fingerprint)


def backdated(office: PdfOffice) -> None:
    """Signed today with a certificate that has ended, by a clock that was set back into its life."""
    ended = issued("ketua", office.authority.issuing, years=PAST)
    within = datetime(2026, 10, 15, tzinfo=UTC)
    instead(lambda inside, sign: signed(plain(inside.line(sign)), ended, within), at=within)(office)
    office.trust(ketua=ended.fingerprint)


def ahead(typed: bool) -> Tamper:
    """Signed by a clock that is a day ahead; the sheet says so too, or names a time that has come."""

    def tamper(office: PdfOffice) -> None:
        at = office.clock.now() + timedelta(days=1)
        said = office.of(7).at if typed else at
        instead(lambda inside, sign: signed(plain(inside.line(sign)), head(inside), at), at=said)(office)

    return tamper


def ordered_by_a_yes(office: PdfOffice) -> None:
    """The "Ya" of step 7 is put down as an emergency's order, which would pass over the step that is missing."""
    office.settings('emergency = ["ketua"]')
    signs = [changed(sign, emergency=True) if sign.step == 7 else sign for sign in office.signs() if sign.step != 6]
    office.write(signs)


def one_name_in_another(office: PdfOffice, sign: SignOff) -> str:
    """Signed for a package whose name was made so that its line holds the whole line of this one."""
    end = office.line(sign).partition("PAKET:")[2].replace(" ", "_")
    return office.line(sign).partition("PAKET:")[0] + f"PAKET:{''.join(end.split('_'))} LANGKAH:3 JAWABAN:YA KEBUTUHAN"


def by_a_stranger(office: PdfOffice, sign: SignOff) -> bytes:
    return signed(plain(office.line(sign)), office.authority.people[STRANGER], sign.at)


def by_somebody_else(office: PdfOffice, sign: SignOff) -> bytes:
    return signed(plain(office.line(sign)), office.authority.people["sekretaris"], sign.at)


def same_person_twice(office: PdfOffice) -> None:
    """The head of the office made the content and checks it, each duly signed."""
    sign = office.sign_off(6, person="ketua", at=office.of(6).at)
    new = office.put(sign, office.pdf(sign))
    office.write(new if one.step == 6 else one for one in office.signs())


def without_the_role(office: PdfOffice) -> None:
    sign = office.sign_off(7, person="operator", at=office.of(7).at)
    new = office.put(sign, office.pdf(sign))
    office.write(new if one.step == 7 else one for one in office.signs())


def link_to_a_pdf(office: PdfOffice) -> None:
    target = office.path / "lain.pdf"
    office.paper(7).rename(target)
    office.paper(7).symlink_to(target)


def folder_in_its_place(office: PdfOffice) -> None:
    place = office.paper(7)
    place.unlink()
    place.mkdir()

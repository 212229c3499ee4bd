"""A small certificate authority, its people, and the PDF files that they sign; everything is made here, nobody is asked."""

import asyncio
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

import time_machine
import typst
from asn1crypto import crl as asn1_crl
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from content_queue.paper_line import FORMAT

YEARS = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))
Key = CertificateIssuerPrivateKeyTypes


@dataclass(frozen=True)
class Holder:
    """A certificate with its key, and who issued it."""

    key: Key
    cert: x509.Certificate
    issuers: tuple["Holder", ...] = ()

    @property
    def pem(self) -> bytes:
        return self.cert.public_bytes(serialization.Encoding.PEM)

    @property
    def fingerprint(self) -> str:
        return self.cert.fingerprint(hashes.SHA256()).hex()

    @cached_property
    def asn1(self) -> asn1_x509.Certificate:
        return asn1_x509.Certificate.load(self.cert.public_bytes(serialization.Encoding.DER))

    @cached_property
    def asn1_key(self) -> asn1_keys.PrivateKeyInfo:
        form = (serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        return asn1_keys.PrivateKeyInfo.load(self.key.private_bytes(*form))

    def signer(self) -> signers.SimpleSigner:
        store = SimpleCertificateStore()
        store.register_multiple(one.asn1 for one in self.issuers)
        return signers.SimpleSigner(self.asn1, self.asn1_key, store)


def name_of(common: str, number: str = "") -> x509.Name:
    parts = [(NameOID.COUNTRY_NAME, "ID"), (NameOID.ORGANIZATION_NAME, "Otoritas Uji"), (NameOID.COMMON_NAME, common)]
    parts += [(NameOID.SERIAL_NUMBER, number)] if number else []
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in parts])


def issued(
    common: str,
    by: Holder | None = None,
    *,
    key: Key | None = None,
    years: tuple[datetime, datetime] = YEARS,
    ca: bool = False,
    usage: str = "digital_signature",
    number: str = "",
    stamps: bool = False,
    address: str = "",
) -> Holder:
    """A certificate by that issuer; by itself without one."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = name_of(common, number)
    kinds = dict.fromkeys(
        ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign",
         "crl_sign", "encipher_only", "decipher_only"), False,
    ) | ({"key_cert_sign": True, "crl_sign": True} if ca else {usage: True})  # fmt: skip
    builder = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(by.cert.subject if by else subject)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(years[0]).not_valid_after(years[1])
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**kinds), critical=True)
    )  # fmt: skip
    if stamps:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    if address:
        place = x509.UniformResourceIdentifier(address)
        lists = x509.DistributionPoint([place], None, None, None)
        answers = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, place)
        builder = builder.add_extension(x509.CRLDistributionPoints([lists]), critical=False)
        builder = builder.add_extension(x509.AuthorityInformationAccess([answers]), critical=False)
    cert = builder.sign(by.key if by else key, hashes.SHA256())
    return Holder(key, cert, (by, *by.issuers) if by else ())


def revoking(issuer: Holder, *revoked: Holder) -> x509.CertificateRevocationList:
    """The issuer's list of these certificates."""
    at = datetime(2026, 11, 1, tzinfo=UTC)
    builder = x509.CertificateRevocationListBuilder().issuer_name(issuer.cert.subject).last_update(at)
    builder = builder.next_update(at + timedelta(days=90))
    for one in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(one.cert.serial_number).revocation_date(at).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(issuer.key, hashes.SHA256())


@dataclass(frozen=True)
class Authority:
    """A root, the authority below it that issues, one that stamps times, and the people."""

    root: Holder
    issuing: Holder
    stamping: Holder
    people: dict[str, Holder]

    @classmethod
    def made(cls, names: Iterable[str], years: tuple[datetime, datetime] = YEARS) -> "Authority":
        long = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2045, 1, 1, tzinfo=UTC))
        root = issued("Induk Uji", ca=True, years=long)
        issuing = issued("Penerbit Uji", root, ca=True, years=long)
        stamping = issued("Stempel Uji", root, key=rsa.generate_private_key(65537, 2048), years=long, stamps=True)
        people = {name: issued(name, issuing, number=f"NIK-{name}", years=years) for name in names}
        return cls(root, issuing, stamping, people)

    def stamper(self, by: Holder | None = None, at: datetime | None = None) -> DummyTimeStamper:
        who = by or self.stamping
        store = SimpleCertificateStore()
        store.register_multiple(one.asn1 for one in who.issuers)
        return DummyTimeStamper(who.asn1, who.asn1_key, store, fixed_dt=at)


def page(*lines: str, style: str = "", more: str = "") -> bytes:
    """A sheet with these lines on it."""
    text = "\n\n".join(f'#text({style or "size: 8pt"})[#"{line}"]' for line in lines)
    source = f'#set page("a4")\n#set document(date: none)\n#set text(hyphenate: false)\n= Lembar Disposisi\n{text}\n{more}'
    made: bytes = typst.compile(source.encode())
    return made


def plain(line: str) -> bytes:
    """A sheet whose page anybody can read and change in an editor."""
    words = [line[at : at + 60] for at in range(0, len(line), 60)]
    drawn = "BT /F1 9 Tf 12 TL 50 700 Td " + " ".join(f"({part}) Tj T*" for part in words) + " ET"
    return from_objects(
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream", "<</Type/Font/Subtype/Type1/BaseFont/Courier>>",
    )  # fmt: skip


def from_objects(*objects: str) -> bytes:
    """A PDF of these objects, the first one its catalog."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\n"
    return out + f"{end}startxref\n{len(out)}\n%%EOF\n".encode()


def signed(
    pdf: bytes,
    by: Holder,
    at: datetime,
    *,
    stamper: DummyTimeStamper | None = None,
    digest: str = "sha256",
    field: str = "",
    certify: bool = False,
) -> bytes:
    """The PDF signed by that person at that time, as PAdES; one signed before is signed once more."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    name = field or f"Tanda{pdf.count(b'/ByteRange') + 1}"
    meta = signers.PdfSignatureMetadata(
        field_name=name, md_algorithm=digest, subfilter=fields.SigSeedSubFilter.PADES, certify=certify
    )  # fmt: skip
    with time_machine.travel(at, tick=False):
        out = signers.sign_pdf(writer, meta, by.signer(), timestamper=stamper)
    return out.getvalue()


def updated(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], object]) -> bytes:
    """The PDF with one more revision behind it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_lists(pdf: bytes, *lists: x509.CertificateRevocationList) -> bytes:
    """The PDF with revocation lists in it, as a file for long keeping has them."""
    out = io.BytesIO(pdf)
    read = [asn1_crl.CertificateList.load(one.public_bytes(serialization.Encoding.DER)) for one in lists]
    DocumentSecurityStore.add_dss(out, sig_contents=None, crls=read)
    return out.getvalue()


def signed_in_part(pdf: bytes, by: Holder, at: datetime, left_out: int) -> bytes:
    """A signature that holds, but over a byte range that leaves so many bytes after it out."""
    data = signed(pdf, by, at)
    found = re.search(rb"/ByteRange ?\[0 (\d+) (\d+) (\d+)\]", data)
    assert found is not None
    length, again, rest = map(int, found.groups())
    new = f"/ByteRange [0 {length} {again + left_out} {rest - left_out}]".encode().ljust(len(found[0]))
    data = data.replace(found[0], new[: len(found[0])])
    assert len(new) == len(found[0])
    digest = hashes.Hash(hashes.SHA256())
    digest.update(data[:length])
    digest.update(data[again + left_out :])
    with time_machine.travel(at, tick=False):
        made = asyncio.run(by.signer().async_sign(digest.finalize(), "sha256", use_pades=True)).dump().hex().encode()
    room = again - length - 2
    return data[: length + 1] + made.ljust(room, b"0") + data[length + 1 + room :]


def line_text(parts: Sequence[str]) -> str:
    """A line of other words than tayang would print."""
    return " ".join((FORMAT, *parts))

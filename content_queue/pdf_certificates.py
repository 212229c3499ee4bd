"""What may be said of the certificates in a signed PDF: how strong, whose, revoked by a list at hand; and what an office pinned.

Part of the program `pdf_sealing`; the office's own process reads no certificate of a stranger.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto import crl, ocsp, pem, x509
from cryptography.x509 import load_der_x509_certificate
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

ROOTS, CRLS, NOW = "roots.pem", "crls.pem", "now"
LONGEST = 1000
SIGNS = frozenset({"digital_signature", "non_repudiation"})
_WEAK = frozenset({"md2", "md5", "sha1"})
_SMALLEST = {"rsa": 2048, "rsassa_pss": 2048, "ec": 224, "dsa": 1 << 30}


@dataclass(frozen=True)
class Trust:
    """What the office pinned, and the time of the judgement."""

    roots: tuple[x509.Certificate, ...]
    crls: tuple[crl.CertificateList, ...]
    now: datetime

    def context(self, moment: datetime, more: list[x509.Certificate]) -> ValidationContext:
        """By what a chain is judged for that moment; nothing is fetched."""
        return ValidationContext(
            trust_roots=list(self.roots), other_certs=more, moment=moment, best_signature_time=moment, allow_fetching=False,
            revocation_mode="none", weak_hash_algos=_WEAK,
        )  # fmt: skip


def is_revoked(sig: EmbeddedPdfSignature, path: list[x509.Certificate], trust: Trust) -> bool:
    """Whether any list that is at hand, in the file or the office's, names a certificate of the chain. Whenever it was revoked:
    the signature can be made anew. Who would name one falsely could only keep something from going out."""
    _, lists, answers = kept_in_file(sig)
    return any(_is_named(cert, (*lists, *trust.crls), answers) for cert in path)


def _is_named(cert: x509.Certificate, lists: tuple[crl.CertificateList, ...], answers: list[ocsp.OCSPResponse]) -> bool:
    for one in lists:
        named = one["tbs_cert_list"]["revoked_certificates"]
        if one.issuer == cert.issuer and any(entry["user_certificate"].native == cert.serial_number for entry in named):
            return True
    for answer in answers:
        if answer["response_status"].native != "successful":
            continue
        for single in answer.basic_ocsp_response["tbs_response_data"]["responses"]:
            if single["cert_status"].name == "revoked" and single["cert_id"]["serial_number"].native == cert.serial_number:
                return True
    return False


def kept_in_file(
    sig: EmbeddedPdfSignature,
) -> tuple[list[x509.Certificate], list[crl.CertificateList], list[ocsp.OCSPResponse]]:
    """Certificates and what is said of their revocation, as far as the file brings them along."""
    certs: list[x509.Certificate] = []
    lists, answers = _archived(sig)
    try:
        store = DocumentSecurityStore.read_dss(sig.reader)
    except NoDSSFoundError:
        return certs, lists, answers
    certs += store.load_certs()
    lists += [crl.CertificateList.load(one.get_object().data) for one in store.crls]
    answers += [ocsp.OCSPResponse.load(one.get_object().data) for one in store.ocsps]
    return certs, lists, answers


def _archived(sig: EmbeddedPdfSignature) -> tuple[list[crl.CertificateList], list[ocsp.OCSPResponse]]:
    for attribute in sig.signer_info["signed_attrs"]:
        if attribute["type"].native == "adobe_revocation_info_archival":
            kept = attribute["values"][0]
            return list(kept["crl"] or ()), list(kept["ocsp"] or ())
    return [], []


def issuer_of(cert: x509.Certificate) -> str:
    """As RFC 4514 writes it, and `openssl x509 -nameopt RFC2253`."""
    return plain(load_der_x509_certificate(cert.dump()).issuer.rfc4514_string())


def number_of(cert: x509.Certificate) -> str:
    """The serial number attribute of the person (a NIK or NIP, say), not the certificate's."""
    said = cert.subject.native.get("serial_number", "")
    return plain(said) if isinstance(said, str) else ""


def plain(text: str) -> str:
    """What can be shown anywhere; whoever made the certificate chose its words."""
    return "".join(letter for letter in text if letter.isprintable())[:LONGEST]


def _from_pem(path: Path, kind: str) -> Iterator[bytes]:
    data = path.read_bytes() if path.exists() else b""
    if pem.detect(data):
        yield from (der for name, _, der in pem.unarmor(data, multiple=True) if name == kind)


def read_trust(folder: Path) -> Trust:
    """What lies in the folder of one judgement; raises ValueError, and whatever its readers raise, for what is not whole."""
    roots = tuple(x509.Certificate.load(der) for der in _from_pem(folder / ROOTS, "CERTIFICATE"))
    lists = tuple(crl.CertificateList.load(der) for der in _from_pem(folder / CRLS, "X509 CRL"))
    if not roots or (not lists and (folder / CRLS).exists()):
        raise ValueError(folder)
    for one in roots:
        one.native  # noqa: B018  asn1crypto reads no further than it is asked to
    for each in lists:
        each.native  # noqa: B018  as above
    return Trust(roots, lists, datetime.fromisoformat((folder / NOW).read_text()))


def is_weak(sig: EmbeddedPdfSignature) -> bool:
    """Whether the signature or its certificate rests on a digest or a key that is weak by now."""
    info = sig.signer_info
    used = {info["digest_algorithm"]["algorithm"].native}
    algorithm = info["signature_algorithm"]
    if algorithm.signature_algo != "rsassa_pss" or algorithm["parameters"].native:
        used.add(_hash_of(algorithm))
    return bool(used & _WEAK) or has_weak_key(sig.signer_cert) or _hash_of(sig.signer_cert["signature_algorithm"]) in _WEAK


def _hash_of(algorithm: Any) -> str:
    try:
        return str(algorithm.hash_algo)
    except ValueError:
        return ""


def has_weak_key(cert: x509.Certificate) -> bool:
    """Whether the key of a certificate is too short."""
    kind = cert.public_key.algorithm
    return kind in _SMALLEST and cert.public_key.bit_size < _SMALLEST[kind]

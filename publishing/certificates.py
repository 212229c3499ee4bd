"""When the certificates of those who sign PDF files, and the roots that an office pinned, come to their end."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from content_queue.pdf_signatures import Trust
from content_queue.pdf_signers import PdfSigners

SOON, VERY_SOON = timedelta(days=90), timedelta(days=14)


def ending(
    trust: Trust, signers: PdfSigners, people: Iterable[str], seals: Iterable[Mapping[str, Any]], now: datetime
) -> Iterator[str]:
    """What has ended or soon will, in words. Of a certificate that stands in no file only its last signature tells."""
    yield from _roots(trust, now)
    yield from _lists(trust, now)
    known = list(seals)
    for person in people:
        if person not in signers.people:
            continue
        ends = [_end_of(pem) for pem in signers.people[person].written]
        ends += [datetime.fromisoformat(seal["until"]) for seal in known if seal["until"] and signers.owns(person, seal)]
        if ends:
            yield from _told(f"sertifikat {person}", max(ends), now, "minta yang baru dan daftarkan")


def _roots(trust: Trust, now: datetime) -> Iterator[str]:
    from cryptography import x509  # only the doctor needs it, a sweep does not

    try:
        roots = x509.load_pem_x509_certificates(trust.roots)
    except ValueError:
        yield "berkas sertifikat induk tidak memuat satu pun sertifikat PEM; isi dengan sertifikat induk dari BSrE"
        return
    for root in roots:
        name = root.subject.rfc4514_string()
        yield from _told(f"sertifikat induk {name}", root.not_valid_after_utc, now, "tambahkan penggantinya")


def _lists(trust: Trust, now: datetime) -> Iterator[str]:
    if trust.crls is None:
        return
    from cryptography import x509  # as above

    end = "-----END X509 CRL-----"
    for block in trust.crls.decode("ascii", "replace").split(end)[:-1]:
        try:
            one = x509.load_pem_x509_crl(f"{block.strip()}\n{end}\n".encode())
        except ValueError:
            yield "daftar sertifikat yang dicabut rusak; ambil lagi dari penerbitnya"
            continue
        if one.next_update_utc and one.next_update_utc < now:
            name = one.issuer.rfc4514_string()
            yield f"daftar pencabutan {name} sudah lewat {one.next_update_utc:%Y-%m-%d}; ambil yang baru dari penerbitnya"


def _end_of(pem: str) -> datetime:
    from cryptography import x509  # as above

    return x509.load_pem_x509_certificate(pem.strip().encode()).not_valid_after_utc.astimezone(UTC)


def _told(what: str, end: datetime, now: datetime, then: str) -> Iterator[str]:
    left = end - now
    if left < timedelta(0):
        yield f"{what} sudah habis masa berlakunya {end:%Y-%m-%d}; {then}"
    elif left <= SOON:
        hurry = "segera " if left <= VERY_SOON else ""
        yield f"{what} habis masa berlakunya {end:%Y-%m-%d}, {left.days} hari lagi; {hurry}{then}"

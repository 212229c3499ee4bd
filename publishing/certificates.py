"""When the certificates of those who sign PDF files, and the roots that an office pinned, come to their end."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from content_queue.pdf_signatures import Trust
from content_queue.pdf_signers import PdfSigners
from language.say import later, t, tn

SOON, VERY_SOON = timedelta(days=90), timedelta(days=14)
_NEW = (later("minta yang baru dan daftarkan"), later("segera minta yang baru dan daftarkan"))
_ANOTHER = (later("tambahkan penggantinya"), later("segera tambahkan penggantinya"))


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
            yield from _told(t("sertifikat {person}", person=person), max(ends), now, _NEW)


def _roots(trust: Trust, now: datetime) -> Iterator[str]:
    from cryptography import x509  # only the doctor needs it, a sweep does not

    try:
        roots = x509.load_pem_x509_certificates(trust.roots)
    except ValueError:
        yield t("berkas sertifikat induk tidak memuat satu pun sertifikat PEM; isi dengan sertifikat induk dari BSrE")
        return
    for root in roots:
        name = root.subject.rfc4514_string()
        yield from _told(t("sertifikat induk {name}", name=name), root.not_valid_after_utc, now, _ANOTHER)


def _lists(trust: Trust, now: datetime) -> Iterator[str]:
    if trust.crls is None:
        return
    from cryptography import x509  # as above

    end = "-----END X509 CRL-----"
    for block in trust.crls.decode("ascii", "replace").split(end)[:-1]:
        try:
            one = x509.load_pem_x509_crl(f"{block.strip()}\n{end}\n".encode())
        except ValueError:
            yield t("daftar sertifikat yang dicabut rusak; ambil lagi dari penerbitnya")
            continue
        if one.next_update_utc and one.next_update_utc < now:
            name, day = one.issuer.rfc4514_string(), f"{one.next_update_utc:%Y-%m-%d}"
            yield t("daftar pencabutan {name} sudah lewat {day}; ambil yang baru dari penerbitnya", name=name, day=day)


def _end_of(pem: str) -> datetime:
    from cryptography import x509  # as above

    return x509.load_pem_x509_certificate(pem.strip().encode()).not_valid_after_utc.astimezone(UTC)


def _told(what: str, end: datetime, now: datetime, then: tuple[str, str]) -> Iterator[str]:
    """`then`: what to do about it, and what to do at once."""
    left, day = end - now, f"{end:%Y-%m-%d}"
    if left < timedelta(0):
        yield t("{what} sudah habis masa berlakunya {day}; {then}", what=what, day=day, then=t(then[0]))
    elif left <= SOON:
        act = then[1] if left <= VERY_SOON else then[0]
        yield tn("{what} habis masa berlakunya {day}, {n} hari lagi; {then}", left.days, what=what, day=day, then=t(act))

"""Judges every signature in one PDF, offline. A program of its own: what it reads was made by strangers.

Called with a folder that holds `signed.pdf`, `roots.pem`, `now` (a time) and, where the office has them, `crls.pem`; it
writes `seals.json`: what is wrong with the file as a whole ("" if nothing), and of each signature whose it is, when it was
made, how many bytes of the file it signs, and what keeps it from counting. It asks no other computer for anything.
"""

import asyncio
import io
import json
import logging
import resource
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, async_validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from content_queue.pdf_certificates import (
    SIGNS,
    Trust,
    has_weak_key,
    is_revoked,
    is_weak,
    issuer_of,
    kept_in_file,
    number_of,
    plain,
    read_trust,
)

PDF, TOLD = "signed.pdf", "seals.json"
MEMORY = 2**30
SECONDS = 10
MOST_SIGNATURES = 10
MOST_OBJECTS = 20_000
CLOCKS = timedelta(minutes=5)
"""How far the clock of the PC that signed may be ahead."""
_ACTIVE = {"/XFA": "xfa", "/JS": "active", "/JavaScript": "active"}
_ACTIONS = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition"})
_WHY: dict[object, str] = {
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: "root",
    AdESIndeterminate.EXPIRED: "expired",
    AdESIndeterminate.NOT_YET_VALID: "early",
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: "expired",
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: "expired",
    AdESIndeterminate.REVOKED_NO_POE: "revoked",
    AdESIndeterminate.REVOKED_CA_NO_POE: "revoked",
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE: "weak",
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: "weak",
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: "root",
}


class Refused(Exception):
    """The file as a whole is not looked at further; the word says why."""


@dataclass(frozen=True)
class Seal:
    """One signature. `why`: what keeps it from counting, "" if nothing. `at` is the time stamp's where a trusted one is there
    (`stamped`), else what the signer's PC claimed. `end`: so many bytes from the beginning are what was signed."""

    why: str = ""
    fingerprint: str = ""
    serial: str = ""
    issuer: str = ""
    number: str = ""
    name: str = ""
    until: str = ""
    at: str = ""
    stamped: bool = False
    end: int = 0


def confine() -> None:
    """Bound what this process may take, whatever the PDF makes of it."""
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(what)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bound, bound))


def judged(data: bytes, trust: Trust) -> list[Seal]:
    """Every signature in the file, oldest first; raises Refused."""
    reader = _opened(data)
    if data[data.rfind(b"%%EOF") :].strip() != b"%%EOF":
        raise Refused("changed")
    fields = list(_limited(reader))
    _expect_passive(reader)
    known = {name for name, _ in fields}
    found = [_by_itself(data, reader, name, field, trust, known) for name, field in fields]
    return sorted((seal for seal in found if seal is not None), key=lambda seal: seal.end)


def _opened(data: bytes) -> PdfFileReader:
    if not data.startswith(b"%PDF-"):
        raise Refused("damaged")
    reader = PdfFileReader(io.BytesIO(data), strict=True)
    if reader.encrypted:
        raise Refused("locked")
    return reader


def _limited(reader: PdfFileReader) -> Iterator[tuple[str, DictionaryObject]]:
    """The filled signature fields; raises Refused for more than anybody needs."""
    for count, (name, value, field) in enumerate(enumerate_sig_fields(reader, filled_status=True), 1):
        if count > MOST_SIGNATURES:
            raise Refused("many")
        if value is not None:
            yield name, field.get_object()


def _expect_passive(reader: PdfFileReader) -> None:
    """No form that draws itself and no script, however deep: what is shown must not depend on who looks."""
    left: list[Any] = [reader.trailer_view]
    seen: set[tuple[int, int]] = set()
    for _ in range(20 * MOST_OBJECTS):
        if not left:
            return
        one = left.pop()
        if isinstance(one, IndirectObject):
            if (one.idnum, one.generation) in seen:
                continue
            seen.add((one.idnum, one.generation))
            one = one.get_object()  # type: ignore[no-untyped-call]  # as pyHanko ships it
        if isinstance(one, DictionaryObject | StreamObject):
            keys = list(one)
            if active := next((_ACTIVE[key] for key in keys if key in _ACTIVE), ""):
                raise Refused(active)
            if one.get("/S") in _ACTIONS:
                raise Refused("active")
            left += [one.raw_get(key) for key in keys]
        elif isinstance(one, ArrayObject):
            left += [one.raw_get(index) for index in range(len(one))]
        if len(seen) > MOST_OBJECTS:
            break
    raise Refused("heavy")


def _by_itself(
    data: bytes, reader: PdfFileReader, name: str, field: DictionaryObject, trust: Trust, known: set[str]
) -> Seal | None:
    """What is to be said of one signature; None for a time stamp over the document, which is nobody's. One that cannot be read
    takes nothing from the others."""
    seal = Seal()
    try:
        sig = EmbeddedPdfSignature(reader, field, name)
        if sig.sig_object_type == "/DocTimeStamp":
            return None
        seal = _named(data, sig)
        return _judged(sig, seal, trust, known)
    except MemoryError:
        raise
    except Exception:  # what strangers made drives the reader to raise anything
        return replace(seal, why="damaged")


def _named(data: bytes, sig: EmbeddedPdfSignature) -> Seal:
    cert = sig.signer_cert
    return Seal(
        fingerprint=cert.sha256.hex(), serial=f"{cert.serial_number:x}", issuer=issuer_of(cert), number=number_of(cert),
        name=plain(str(cert.subject.native.get("common_name", ""))), until=cert.not_valid_after.isoformat(), end=_end(data, sig),
    )  # fmt: skip


def _judged(sig: EmbeddedPdfSignature, seal: Seal, trust: Trust, known: set[str]) -> Seal:
    if not seal.end:
        return replace(seal, why="part")
    if is_weak(sig):
        return replace(seal, why="weak")
    more = [*sig.other_embedded_certs, *kept_in_file(sig)[0]]
    first = _asked(sig, trust.context(trust.now, more), skip_diff=False)
    stamp = first.timestamp_validity
    if stamp is not None and not (stamp.intact and stamp.valid):
        return replace(seal, why="stamp")
    stamped = stamp is not None and stamp.trusted
    at = stamp.timestamp if stamp is not None and stamped else first.signer_reported_dt
    if at is None or at.tzinfo is None:
        return replace(seal, why="timeless")
    seal = replace(seal, at=at.astimezone(UTC).isoformat(), stamped=stamped)
    if not (first.intact and first.valid):
        return replace(seal, why="broken")
    if _was_changed(first, known):
        return replace(seal, why="changed")
    moment = at if stamped else trust.now
    status = first if not stamped else _asked(sig, trust.context(moment, more), skip_diff=True)
    return replace(seal, why=_distrust(sig, status, trust, at, moment))


def _asked(sig: EmbeddedPdfSignature, context: ValidationContext, *, skip_diff: bool) -> PdfSignatureStatus:
    usage = KeyUsageConstraints(key_usage=SIGNS)
    return asyncio.run(
        async_validate_pdf_signature(sig, context, context, key_usage_settings=usage, skip_diff=skip_diff)
    )  # fmt: skip


def _end(data: bytes, sig: EmbeddedPdfSignature) -> int:
    """How much of the file is signed; 0 unless that is all of it from the first byte on, but the signature's own digits."""
    ranges = [int(number) for number in sig.byte_range]
    if len(ranges) != 4:
        return 0
    start, length, again, rest = ranges
    gap = data[length:again]
    own = sig.pkcs7_content.hex().encode()
    whole = start == 0 and 0 < length < again and rest > 0 and again + rest <= len(data)
    return again + rest if whole and gap[:1] == b"<" and gap[-1:] == b">" and gap[1:-1].lower() == own else 0


def _was_changed(status: PdfSignatureStatus, known: set[str]) -> bool:
    """Whether anything came after the signature but more signatures, time stamps and what is needed to check them."""
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return False
    if status.coverage != SignatureCoverageLevel.ENTIRE_REVISION or not status.docmdp_ok:
        return True
    level, result = status.modification_level, status.diff_result
    if level not in (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING):
        return True
    return not set(getattr(result, "changed_form_fields", ())) <= known


def _distrust(sig: EmbeddedPdfSignature, status: PdfSignatureStatus, trust: Trust, at: datetime, moment: datetime) -> str:
    """What is wrong with whose certificate it is; "" if it may sign, counted then, and leads to a pinned root."""
    cert = sig.signer_cert
    usage = cert.key_usage_value
    if cert.ca or usage is None or not SIGNS & set(usage.native):
        return "usage"
    if at > trust.now + CLOCKS:
        return "future"
    if min(at, moment) < cert.not_valid_before:
        return "early"
    if max(at, moment) > cert.not_valid_after:
        return "expired"
    if status.trust_problem_indic is not None:
        return _WHY.get(status.trust_problem_indic, "root")
    path = list(status.validation_path or ())
    if not status.trusted or len(path) < 2:
        return "root"
    if any(has_weak_key(one) for one in path):
        return "weak"
    if any(not one.not_valid_before <= moment <= one.not_valid_after for one in path):
        return "expired"
    return "revoked" if is_revoked(sig, path[1:], trust) else ""


def told(folder: Path) -> dict[str, Any]:
    """What is written down of the file; whatever goes wrong is a reason not to count it."""
    try:
        trust = read_trust(folder)
    except Exception:  # what is no certificate drives the reader to raise anything
        return {"why": "rootless", "seals": []}
    try:
        seals = judged((folder / PDF).read_bytes(), trust)
        return {"why": "" if seals else "unsigned", "seals": [asdict(seal) for seal in seals]}
    except Refused as no:
        return {"why": str(no), "seals": []}
    except MemoryError:
        return {"why": "heavy", "seals": []}
    except Exception:  # as above: a file that its reader does not understand counts for nothing
        return {"why": "damaged", "seals": []}


def main(folder: str) -> None:
    """The program."""
    confine()
    logging.disable(logging.CRITICAL)
    place = Path(folder)
    (place / TOLD).write_text(json.dumps(told(place)), encoding="utf-8")

"""Time stamps of RFC 3161: ask a server for one, and judge one offline against the pinned root certificates."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from language.say import t

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
MOST_BYTES = 256 * 1024


class NotProved(Exception):
    """A time stamp that does not count; says why."""


@dataclass(frozen=True)
class TimeStamp:
    """The server's whole reply, the number that we asked under, and the time that it says."""

    token: bytes
    nonce: int
    at: datetime


def ask(data: bytes, send: Callable[[bytes], bytes], roots: bytes) -> TimeStamp:
    """Ask for a time stamp over `data` through `send`, which carries the request's bytes and gives the reply's.

    Raises NotProved for a reply that does not count, and whatever `send` raises.
    """
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    request = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
    nonce = request.nonce or 0
    token = send(request.as_bytes())
    return TimeStamp(token, nonce, judge(token, data, nonce, roots))


def judge(token: bytes, data: bytes, nonce: int, roots: bytes) -> datetime:
    """When `data` was there, as the stamp says; certificates count as of that time. Raises NotProved."""
    from rfc3161_client import VerificationError, VerifierBuilder

    if len(token) > MOST_BYTES:
        raise NotProved(t("jawaban server tanda waktu terlalu panjang"))
    verifier = VerifierBuilder(roots=_certificates(roots), nonce=nonce).build()
    response = _decoded(token)
    if response.status != 0:
        words = "; ".join(response.status_string) or t("keadaan {status}", status=response.status)
        raise NotProved(t("server menolak memberi tanda waktu ({words})", words=words[:200]))
    try:
        verifier.verify_message(response, data)
    except (VerificationError, ValueError, TypeError) as error:
        raise NotProved(_why(str(error))) from error
    return response.tst_info.gen_time


def _certificates(roots: bytes) -> "list[Certificate]":
    from cryptography import x509

    try:
        return x509.load_pem_x509_certificates(roots)
    except ValueError as error:
        raise NotProved(t("berkas sertifikat induk (timestamp_ca) tidak berisi sertifikat PEM")) from error


def _decoded(token: bytes) -> "TimeStampResponse":
    from rfc3161_client import decode_timestamp_response

    try:
        return decode_timestamp_response(token)
    except ValueError:
        pass
    try:
        return decode_timestamp_response(_in_order(token))
    except (ValueError, TypeError, KeyError) as error:
        raise NotProved(t("tanda waktu rusak atau terpotong")) from error


def _in_order(token: bytes) -> bytes:
    """The same reply with its certificates in the order that DER asks for; servers built on OpenSSL send them as configured.

    Nothing that is signed is touched: certificates lie beside what the signature covers.
    """
    from asn1crypto import cms, tsp

    response = tsp.TimeStampResp.load(token, strict=True)
    signed = response["time_stamp_token"]["content"]
    signed["certificates"] = cms.CertificateSet(sorted(signed["certificates"], key=lambda one: one.dump()))
    dumped: bytes = response.dump()
    return dumped


def _why(said: str) -> str:
    told = {
        "Nonce": t("tanda waktu ini jawaban atas permintaan lain (nonce berbeda)"),
        "Mismatch between messages": t("tanda waktu ini atas isi lain"),
        "certificate": t("sertifikat server tanda waktu tidak berlaku menurut timestamp_ca"),
    }
    return next((text for sign, text in told.items() if sign in said), t("tanda waktu tidak sah ({why})", why=said[:120]))

"""What an error of Graph means for the caller's next act.

Sources: Meta's pages "Graph API: handle errors" and "Rate limiting" (4, 10, 17, 32, 100, 102, 190, 200-299, 341, 368, 506,
613, 80000-80014: one for each kind of business use); reports of page publishers (subcodes 1366046, 1366051, 1390008, 1404078;
codes 1 and 2 although the post was made).
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import requests

from connectors._social_errors import Step, json_object, unclear
from connectors.contract import ConnectorError, MaybePublished, NeedsHuman, Refused, TryLater
from connectors.http import retry_at
from language.say import later, t
from safety.clock import Clock

THROTTLED = frozenset({4, 17, 32, 341, 613, *range(80000, 80015)})
TOKEN = frozenset({102, 104, 190, 463, 467})
PERMISSION = frozenset({3, 10, *range(200, 300)})
DUPLICATE_CODES = frozenset({506})
DUPLICATE_SUBCODES = frozenset({1366051})
BLOCKED_CODES = frozenset({368})
BLOCKED_SUBCODES = frozenset({1390008, 1404078})
TOO_LARGE = 1366046
TRANSIENT = frozenset({1, 2})
OLD_VERSION = 2635
CONTENT = frozenset({100, 324})
MISSING = (100, 33)


@dataclass(frozen=True)
class Service:
    """How one service behind Graph is called, which token it takes, and which right a post needs."""

    name: str
    token: str
    right: str


FACEBOOK = Service("Facebook", later("token halaman"), "pages_manage_posts")
NAME = FACEBOOK.name


class Missing(NeedsHuman):
    """Graph does not show this object: deleted, or the token may not see it."""


def explained(response: requests.Response, step: Step, clock: Clock, service: Service = FACEBOOK) -> ConnectorError:
    """The error of the contract for an answer that is not a success. Judged by Graph's code, never by the status alone."""
    error = (json_object(response) or {}).get("error")
    if not isinstance(error, dict) or not isinstance(error.get("code"), int):
        if response.status_code == 429:
            return _throttled(response, clock, service)
        return unclear(service.name, step, t("jawaban tidak jelas (HTTP {status})", status=response.status_code))
    return _by_code(error, int(error["code"]), response, step, clock, service)


def _by_code(
    error: dict[str, Any], code: int, response: requests.Response, step: Step, clock: Clock, service: Service
) -> ConnectorError:
    said, subcode, name = str(error.get("message", ""))[:200], error.get("error_subcode"), service.name
    if code in THROTTLED:
        return _throttled(response, clock, service)
    if code in TOKEN:
        return NeedsHuman(
            t("{name}: {token} ditolak (kode {code}). Buat {token} baru di Meta.", name=name, token=t(service.token), code=code)
        )
    if code in DUPLICATE_CODES or subcode in DUPLICATE_SUBCODES or (code in BLOCKED_CODES and "already posted" in said.lower()):
        if step is Step.REVEAL:
            return MaybePublished(
                t("{name}: kiriman yang sama sudah ada di akun (kode {code}); periksa dahulu.", name=name, code=code)
            )
        return Refused(t("{name}: kiriman yang sama sudah ada di akun (kode {code}).", name=name, code=code))
    if code in BLOCKED_CODES or subcode in BLOCKED_SUBCODES:
        return NeedsHuman(
            t("{name}: akun dibatasi ({said}). Buka kotak dukungan {name}, tunggu beberapa jam.", name=name, said=said)
        )
    if subcode == TOO_LARGE:
        return Refused(t("{name}: gambar terlalu besar (paling besar 4 MB) atau rusak.", name=name))
    if code in TRANSIENT or error.get("is_transient") is True:
        return unclear(name, step, t("{name} mengalami gangguan (kode {code})", name=name, code=code))
    if code in PERMISSION:
        return NeedsHuman(
            t(
                "{name}: token tidak berhak (kode {code}: {said}). Beri hak {right} pada {token}.",
                name=name,
                code=code,
                said=said,
                right=service.right,
                token=t(service.token),
            )
        )
    if code == OLD_VERSION:
        return NeedsHuman(t("{name}: versi Graph API sudah berakhir (kode {code}). Perbarui tayang.", name=name, code=code))
    if (code, subcode) == MISSING:
        return Missing(t("{name}: objek tidak ada atau tidak boleh dilihat. Periksa nomor akun dan kirimannya.", name=name))
    if code in CONTENT and response.status_code < 500:
        return Refused(t("{name}: ditolak (kode {code}: {said}).", name=name, code=code, said=said))
    return unclear(
        name, step, t("kesalahan yang tidak dikenal (kode {code}, HTTP {status})", code=code, status=response.status_code)
    )


def _throttled(response: requests.Response, clock: Clock, service: Service) -> TryLater:
    at = _regained(response, clock) or retry_at(response, clock.now())
    return TryLater(t("{name}: terlalu sering; belum ada yang tayang, dicoba lagi nanti.", name=service.name), at)


def _regained(response: requests.Response, clock: Clock) -> datetime | None:
    """The one place where Graph tells the time: minutes, for each page and kind of use, in a usage header."""
    try:
        usage = json.loads(response.headers.get("X-Business-Use-Case-Usage", "{}"))
        minutes = max(int(use["estimated_time_to_regain_access"]) for uses in usage.values() for use in uses)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return clock.now() + timedelta(minutes=min(minutes, 7 * 24 * 60)) if minutes > 0 else None

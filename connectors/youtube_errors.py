"""What an error of the YouTube Data API means for the caller's next act.

Sources: YouTube's documentation ("Errors", "videos.insert", "Quota and compliance audits") and Google's of OAuth 2.0. What
Google says of itself is told by the word in `reason`; its status alone tells too little (a spent quota is a 403).
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import requests

from connectors._social_errors import Step, unclear
from connectors.contract import ConnectorError, NeedsHuman, Refused, TryLater
from connectors.http import retry_at
from language.say import later, t

NAME = "YouTube"
PACIFIC = ZoneInfo("America/Los_Angeles")
"""Google's quota days begin at midnight here."""
A_DAY = timedelta(days=1)
A_WHILE = timedelta(minutes=2)
SPENT = frozenset({"quotaExceeded", "dailyLimitExceeded"})
BUSY = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "uploadRateLimitExceeded", "RATE_LIMIT_EXCEEDED"})
GONE = frozenset({"videoNotFound", "playlistNotFound", "channelNotFound", "notFound"})
CONTENT: Mapping[str, str] = {
    "invalidTitle": later("judul tidak diterima; paling banyak 100 aksara tanpa < dan >"),
    "invalidDescription": later("keterangan tidak diterima; paling banyak 5.000 bita tanpa < dan >"),
    "invalidTags": later("tagar tidak diterima; semuanya bersama paling banyak 500 aksara"),
    "invalidVideoKeywords": later("tagar tidak diterima; semuanya bersama paling banyak 500 aksara"),
    "invalidVideoMetadata": later("keterangan video tidak diterima"),
    "invalidVideoGameRating": later("keterangan video tidak diterima"),
    "invalidRecordingDetails": later("keterangan video tidak diterima"),
    "invalidFilename": later("nama berkas tidak diterima"),
    "mediaBodyRequired": later("berkas film kosong"),
    "badContent": later("berkas ini bukan film yang dikenal YouTube"),
    "videoTooLong": later("film terlalu panjang untuk kanal ini"),
}
PERSON: Mapping[str, str] = {
    "authError": later("izin ditolak. Buat izin baru dan sambungkan lagi dengan `tayang connect`"),
    "invalidCredentials": later("izin ditolak. Buat izin baru dan sambungkan lagi dengan `tayang connect`"),
    "insufficientPermissions": later("izin ini kurang berhak. Buat izin baru dengan hak youtube, lalu sambungkan lagi"),
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": later("izin ini kurang berhak. Buat izin baru dengan hak youtube, lalu sambungkan lagi"),
    "youtubeSignupRequired": later("akun Google ini belum mempunyai kanal. Buka YouTube dengan akun itu dan buat kanalnya"),
    "accessNotConfigured": later("YouTube Data API v3 belum diaktifkan di proyek Google Cloud kantor. Aktifkan di konsolnya"),
    "SERVICE_DISABLED": later("YouTube Data API v3 belum diaktifkan di proyek Google Cloud kantor. Aktifkan di konsolnya"),
    "channelClosed": later("kanal sudah ditutup"),
    "channelSuspended": later("kanal ditangguhkan YouTube. Lihat pemberitahuannya di YouTube Studio"),
    "accountClosed": later("akun sudah ditutup"),
    "accountSuspended": later("akun ditangguhkan. Lihat pemberitahuannya di YouTube Studio"),
    "forbiddenPrivacySetting": later("video ini tidak boleh dijadikan publik. Lihat videonya di YouTube Studio"),
    "invalidCategoryId": later("nomor kategori tidak dikenal di negara ini. Perbaiki category pada kanal ini"),
    "defaultLanguageNotSetError": later("bahasa tidak diterima. Periksa bahasa paket"),
}


class Missing(NeedsHuman):
    """YouTube does not show this object: deleted, never there, or not ours to see."""


def explained(response: requests.Response, body: Mapping[str, Any] | None, step: Step, now: datetime) -> ConnectorError:
    """The error of the contract for an answer that is not a success."""
    status, reasons = response.status_code, set(_reasons(body))
    if reasons & SPENT:
        return TryLater(
            t("{name}: jatah harian proyek Google habis; belum ada yang tayang, dicoba lagi besok.", name=NAME), midnight(now)
        )
    if "uploadLimitExceeded" in reasons:
        return TryLater(
            t("{name}: kanal ini sudah terlalu banyak mengunggah; belum ada yang tayang, dicoba besok.", name=NAME), now + A_DAY
        )
    if reasons & BUSY or status == requests.codes.too_many_requests:
        at = retry_at(response, now) or now + A_WHILE
        return TryLater(t("{name}: terlalu sering; belum ada yang tayang, dicoba lagi nanti.", name=NAME), at)
    if status >= 500 or status < 400 or body is None:
        return unclear(NAME, step, t("jawaban tidak jelas (HTTP {status})", status=status))
    return _clearly(status, reasons, _said(body)) or unclear(
        NAME, step, t("jawaban yang tidak dikenal (HTTP {status})", status=status)
    )


def _clearly(status: int, reasons: set[str], said: str) -> ConnectorError | None:
    if reasons & GONE or status in (404, 410):
        return Missing(t("{name}: tidak ada di kanal ini ({said}).", name=NAME, said=said))
    if known := [PERSON[reason] for reason in sorted(reasons) if reason in PERSON]:
        return NeedsHuman(f"{NAME}: {t(known[0])}.")
    if known := [CONTENT[reason] for reason in sorted(reasons) if reason in CONTENT]:
        return Refused(f"{NAME}: {t(known[0])}.")
    if status == requests.codes.unauthorized:
        return NeedsHuman(f"{NAME}: {t(PERSON['authError'])}.")
    if status == requests.codes.forbidden:
        return NeedsHuman(
            t("{name}: tidak diizinkan ({said}). Periksa hak izin ini dan keadaan kanal di YouTube Studio.", name=NAME, said=said)
        )
    return Refused(t("{name}: ditolak ({said}).", name=NAME, said=said)) if status in (400, 413, 422) else None


def _reasons(body: Mapping[str, Any] | None) -> Iterator[str]:
    error = (body or {}).get("error")
    if isinstance(error, dict):
        for one in (*_list(error.get("errors")), *_list(error.get("details"))):
            if isinstance(one, dict) and isinstance(one.get("reason"), str):
                yield one["reason"]


def _said(body: Mapping[str, Any]) -> str:
    error = body.get("error")
    return str(error.get("message", ""))[:200] if isinstance(error, dict) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def midnight(now: datetime) -> datetime:
    """When the quotas of Google's projects begin anew."""
    today = now.astimezone(PACIFIC).date()
    return datetime.combine(today + A_DAY, datetime.min.time(), PACIFIC).astimezone(UTC)

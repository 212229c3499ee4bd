"""XRPC as Bluesky speaks it: one request a call, a session that is made when it is needed, and what each error means.

Sources: the protocol's lexicons, and what a PDS 0.5.35 really answered. Reads are public there, so that a wrong password is
told by the session alone: nothing is asked before there is one.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests

from connectors._social_errors import Step, json_object, send, unclear
from connectors.bluesky_text import COLLECTION, NAME
from connectors.contract import ConnectorError, MaybePublished, NeedsHuman, Refused, StageAgain, TryLater
from connectors.http import retry_at
from language.say import later, t
from safety.clock import Clock
from safety.fence import unasked

API_URL, APPVIEW_URL = "https://bsky.social", "https://public.api.bsky.app"
Json = dict[str, Any]
SESSION_LASTS = timedelta(hours=1)
"""Half of what a PDS gives a session; one that ends sooner is told by ExpiredToken."""
PASSWORD = later("Periksa nama akun, lalu buat sandi aplikasi baru: Pengaturan, Privasi dan keamanan, Sandi aplikasi.")
_STOPPED = {
    "AccountTakedown": later("akun ditutup oleh pengelola Bluesky; ajukan banding di aplikasinya"),
    "AccountSuspended": later("akun dibekukan oleh pengelola Bluesky; baca suratnya di aplikasi"),
    "AccountDeactivated": later("akun dinonaktifkan; aktifkan lagi di Pengaturan, Akun"),
    "AuthFactorTokenRequired": later("akun meminta kode surel; pakai sandi aplikasi, bukan sandi utama"),
    "AccountNotFound": later("akun tidak ada di server ini; periksa username dan api_url"),
    "RepoNotFound": later("akun tidak ada di server ini; periksa username dan api_url"),
    "MethodNotImplemented": later("alamat api_url bukan server akun Bluesky"),
    "XRPCNotSupported": later("alamat api_url bukan server akun Bluesky"),
}
STATUS = {"takendown": "AccountTakedown", "suspended": "AccountSuspended", "deactivated": "AccountDeactivated"}


class Missing(NeedsHuman):
    """There is nothing under this key or name: deleted, or never there."""


class Taken(MaybePublished):
    """Something lies under this key already, and it is not byte for byte what was sent."""


@dataclass(frozen=True)
class Account:
    """Who we are while a session lasts."""

    did: str
    handle: str
    home: str
    scope: str
    status: str
    since: datetime
    token: str = field(repr=False)


@dataclass(frozen=True, repr=False)
class BlueskyClient:
    """One account's access to its server. Nothing is tried twice."""

    session: requests.Session
    url: str
    username: str
    password: str
    clock: Clock
    appview: str = APPVIEW_URL
    _held: list[Account] = field(default_factory=list, compare=False)

    def account(self) -> Account:
        """Our account, by a session that is still young; making one publishes nothing."""
        if not self._held or self.clock.now() - self._held[0].since > SESSION_LASTS:
            self._held[:] = [self._log_in()]
        return self._held[0]

    def call(self, step: Step, method: str, name: str, **options: Any) -> Json:
        """One request with our session; its answer. Raises the contract's errors."""
        account = self.account()
        headers = {"Authorization": f"Bearer {account.token}"} | options.pop("headers", {})
        try:
            return self._asked(step, method, f"{account.home}/xrpc/{name}", headers=headers, **options)
        except Expired:
            self._held.clear()
            raise

    def seen(self, name: str, **query: Any) -> Json:
        """What Bluesky itself shows to anybody, without our session."""
        return self._asked(Step.LOOK, "GET", f"{self.appview.rstrip('/')}/xrpc/{name}", params=query)

    def record(self, did: str, key: str) -> Json:
        """The post under a key of an account on our server. Raises Missing."""
        told = self.call(
            Step.LOOK, "GET", "com.atproto.repo.getRecord", params={"repo": did, "collection": COLLECTION, "rkey": key}
        )
        if told.get("uri") != f"at://{did}/{COLLECTION}/{key}" or not isinstance(told.get("value"), dict):
            raise TryLater(t("{name}: jawaban tidak lengkap; dilihat lagi nanti.", name=NAME))
        return dict(told["value"])

    def _log_in(self) -> Account:
        body = {"identifier": self.username, "password": self.password}
        asked = self.url.rstrip("/")
        with unasked():
            told = self._asked(Step.LOOK, "POST", f"{asked}/xrpc/com.atproto.server.createSession", json=body)
        did, handle, token = (told.get(name) for name in ("did", "handle", "accessJwt"))
        if not isinstance(did, str) or not isinstance(handle, str) or not isinstance(token, str):
            raise TryLater(t("{name}: jawaban tidak menyebut akun; belum ada yang tayang, dicoba lagi nanti.", name=NAME))
        if self.username.lower() not in (handle.lower(), did):
            raise NeedsHuman(
                t(
                    "{name}: sandi ini milik @{other}, bukan @{username}. Pasang sandi aplikasi akun itu.",
                    name=NAME,
                    other=handle,
                    username=self.username,
                )
            )
        status = "" if told.get("active", True) else str(told.get("status") or t("tidak aktif"))
        return Account(did, handle, _home(told, asked), _scope(token), status, self.clock.now(), token)

    def _asked(self, step: Step, method: str, url: str, **options: Any) -> Json:
        response = send(self.session, NAME, step, method, url, **options)
        body = json_object(response)
        if response.status_code == requests.codes.ok and body is not None and "error" not in body:
            return body
        raise explained(response, body, step, self.clock)


class Expired(TryLater):
    """The session is over; nothing was done, and the next try begins with a new one."""


def _home(told: Mapping[str, Any], asked: str) -> str:
    """The server that keeps our account, as the account's own document names it; never one that is spoken to in the clear."""
    document = told.get("didDoc")
    services = document.get("service") if isinstance(document, dict) else None
    for service in services if isinstance(services, list) else ():
        if isinstance(service, dict) and str(service.get("id", "")).endswith("#atproto_pds"):
            home = str(service.get("serviceEndpoint", "")).rstrip("/")
            if urlsplit(home).scheme in ("https", urlsplit(asked).scheme):
                return home
    return asked


def _scope(token: str) -> str:
    """What a session may do, as its token says it; "" if it does not."""
    try:
        part = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (IndexError, ValueError):
        return ""
    return str(claims.get("scope", "")) if isinstance(claims, dict) else ""


def explained(response: requests.Response, body: Json | None, step: Step, clock: Clock) -> ConnectorError:
    """The error of the contract for an answer that is not a success."""
    status = response.status_code
    code, said = str((body or {}).get("error", "")), str((body or {}).get("message", ""))[:200]
    if status == requests.codes.too_many_requests or code == "RateLimitExceeded":
        return TryLater(
            t("{name}: terlalu sering; belum ada yang tayang, dicoba lagi nanti.", name=NAME), _reset(response, clock)
        )
    if status >= 500 or status < 400 or body is None or not code:
        return unclear(NAME, step, t("jawaban tidak jelas (HTTP {status})", status=status))
    if code == "ExpiredToken":
        return Expired(t("{name}: sesi berakhir; belum ada yang terkirim, dicoba lagi dengan sesi baru.", name=NAME))
    if code in _STOPPED:
        return NeedsHuman(f"{NAME}: {t(_STOPPED[code])}.")
    if code == "InvalidToken" or status in (401, 403):
        return NeedsHuman(
            t("{name}: sandi aplikasi atau sesi ditolak ({code}). {advice}", name=NAME, code=code, advice=t(PASSWORD))
        )
    if code == "InvalidSwap":
        return Taken(t("{name}: di bawah kunci kiriman ini sudah ada sesuatu; periksa dahulu.", name=NAME))
    if code in ("RecordNotFound", "HandleNotFound"):
        return Missing(t("{name}: tidak ada di server akun ({said}).", name=NAME, said=said))
    if status in (404, 410):  # says something of the address, nothing of a post
        return NeedsHuman(f"{NAME}: {t(_STOPPED['XRPCNotSupported'])} ({code}).")
    if code == "BlobNotFound":
        return StageAgain(
            t("{name}: server sudah membuang gambar yang diunggah; belum ada yang tayang, diunggah lagi.", name=NAME)
        )
    if status in (400, 413):
        return Refused(t("{name}: ditolak ({code}: {said}).", name=NAME, code=code, said=said))
    return unclear(NAME, step, t("jawaban yang tidak dikenal (HTTP {status})", status=status))


def stopped(status: str) -> str:
    """Why an account that is not active cannot publish."""
    known = _STOPPED.get(STATUS.get(status, ""))
    return t(known) if known else t("akun tidak aktif ({status}); buka aplikasi Bluesky", status=status)


def _reset(response: requests.Response, clock: Clock) -> datetime | None:
    """Bluesky names the time as seconds since 1970; Retry-After beside it is sooner believed: clocks differ."""
    try:
        named = datetime.fromtimestamp(int(response.headers.get("RateLimit-Reset", "")), UTC)
    except (ValueError, OverflowError, OSError):
        named = None
    return retry_at(response, clock.now()) or named

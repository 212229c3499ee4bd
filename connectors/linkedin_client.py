"""LinkedIn's versioned API: one request a call, and what its errors mean for the caller's next act.

Sources: LinkedIn's pages "Posts API", "Images API", "API versioning", "Error handling" and "Rate limits"; the code
DUPLICATE_POST of its 422 as publishers report it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import requests

from connectors._social_errors import Step, json_object, send, unclear
from connectors.contract import ConnectorError, MaybePublished, NeedsHuman, Refused, TryLater
from connectors.http import retry_at
from connectors.linkedin_text import NAME
from language.say import t
from safety.clock import Clock
from safety.fence import unasked

VERSION = "202609"
API_URL = "https://api.linkedin.com"
OAUTH_URL = "https://www.linkedin.com"
PROTOCOL = {"X-Restli-Protocol-Version": "2.0.0"}
FINDER = {"X-RestLi-Method": "FINDER"}
REVOKED, EXPIRED = 65601, 65602
_NO_VERSION = ("NONEXISTENT_VERSION", "VERSION_MISSING", "VERSION_DEPRECATED")
Json = dict[str, Any]


def version_ends(version: str) -> datetime:
    """The earliest day on which LinkedIn may end a version: it promises a year from the month that the version names."""
    return datetime(int(version[:4]) + 1, int(version[4:]), 1, tzinfo=UTC)


VERSION_ENDS = {VERSION: version_ends(VERSION)}


class Missing(NeedsHuman):
    """LinkedIn does not show this object: deleted, or never there."""


@dataclass(frozen=True, repr=False)
class LinkedInClient:
    """One token's access to LinkedIn. Nothing is tried twice."""

    session: requests.Session
    token: str
    clock: Clock
    api_url: str = API_URL
    version: str = VERSION

    def get(self, path: str, query: str = "", headers: Mapping[str, str] | None = None) -> Json:
        """The object that LinkedIn answers to a question; `query` is sent as it is, because Rest.li wants its brackets bare."""
        body = json_object(self.call(Step.LOOK, "GET", f"{path}{'?' if query else ''}{query}", headers))
        if body is None:
            raise TryLater(t("{name}: jawaban tidak lengkap; dilihat lagi nanti.", name=NAME))
        return body

    def elements(self, path: str, query: str, headers: Mapping[str, str] | None = None) -> list[Json]:
        """The list that LinkedIn answers to a question."""
        told = self.get(path, query, headers).get("elements")
        if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
            raise TryLater(t("{name}: daftar tidak lengkap; dilihat lagi nanti.", name=NAME))
        return told

    def call(
        self, step: Step, method: str, path: str, headers: Mapping[str, str] | None = None, **options: Any
    ) -> requests.Response:
        """One request; its answer, whose status says success. Raises the contract's errors."""
        sent = {**self._known(), "LinkedIn-Version": self.version, **PROTOCOL, **(headers or {})}
        response = send(self.session, NAME, step, method, f"{self._base}/rest/{path}", headers=sent, **options)
        return self._judged(response, step)

    def upload(self, address: str, data: bytes, mime: str) -> None:
        """Send a picture to where LinkedIn wants it; never to anybody else, because the token goes along."""
        self._expect_theirs(address)
        headers = {**self._known(), "Content-Type": mime}
        self._judged(send(self.session, NAME, Step.STAGE, "PUT", address, data=data, headers=headers), Step.STAGE)

    def piece(self, address: str, data: bytes) -> str:
        """Send a piece of a film to where LinkedIn wants it; the mark that it gives for it."""
        self._expect_theirs(address)
        headers = {**self._known(), "Content-Type": "application/octet-stream"}
        answer = self._judged(send(self.session, NAME, Step.STAGE, "PUT", address, data=data, headers=headers), Step.STAGE)
        mark = answer.headers.get("ETag", "").strip('"')
        if not mark:
            raise unclear(NAME, Step.STAGE, t("jawaban tanpa tanda bagian video"))
        return mark

    def introspect(self, client_id: str, client_secret: str) -> Json:
        """What LinkedIn says of the token itself; it asks for that with a form, though nothing changes."""
        form = {"client_id": client_id, "client_secret": client_secret, "token": self.token}
        host = OAUTH_URL if self.api_url == API_URL else self._base
        with unasked():
            response = send(self.session, NAME, Step.LOOK, "POST", f"{host}/oauth/v2/introspectToken", data=form)
        return json_object(self._judged(response, Step.LOOK)) or {}

    @property
    def _base(self) -> str:
        return self.api_url.rstrip("/")

    def _known(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def _expect_theirs(self, address: str) -> None:
        if not self._is_theirs(address):
            raise NeedsHuman(
                t("{name}: alamat unggahan bukan milik LinkedIn; tidak ada yang terkirim. Laporkan kepada pengelola.", name=NAME)
            )

    def _is_theirs(self, address: str) -> bool:
        parts = urlsplit(address)
        if self.api_url != API_URL:
            return parts.netloc == urlsplit(self.api_url).netloc
        return parts.scheme == "https" and f".{parts.hostname or ''}".endswith((".linkedin.com", ".licdn.com"))

    def _judged(self, response: requests.Response, step: Step) -> requests.Response:
        if response.status_code in (200, 201, 204):
            return response
        raise explained(response, step, self.clock, self.version)


def encoded(urn: str) -> str:
    """A URN as it stands in an address."""
    return quote(urn, safe="")


def explained(response: requests.Response, step: Step, clock: Clock, version: str = VERSION) -> ConnectorError:
    """The error of the contract for an answer that is not a success."""
    status, body = response.status_code, json_object(response)
    if status == requests.codes.too_many_requests:
        at = retry_at(response, clock.now()) or _midnight(clock.now())
        return TryLater(t("{name}: jatah permintaan hari ini habis; belum ada yang tayang, dicoba lagi nanti.", name=NAME), at)
    if status >= 500 or status < 400 or body is None:
        return unclear(NAME, step, t("jawaban tidak jelas (HTTP {status})", status=status))
    said, code = str(body.get("message", ""))[:200], str(body.get("code", ""))
    if status == requests.codes.upgrade_required or code in _NO_VERSION:
        return NeedsHuman(
            t(
                "{name}: versi API {version} tidak dilayani (dijanjikan sampai {ends}); "
                "tidak ada yang tayang. Perbarui tayang, atau tulis api_version yang masih berlaku pada kanal ini.",
                name=NAME,
                version=version,
                ends=f"{version_ends(version):%Y-%m-%d}",
            )
        )
    if status == requests.codes.unauthorized:
        return NeedsHuman(t("{name}: {why}. Buat token baru di portal pengembang LinkedIn.", name=NAME, why=_token_trouble(body)))
    if status == requests.codes.forbidden:
        return NeedsHuman(
            t(
                "{name}: tidak diizinkan ({said}). Token perlu hak w_organization_social dan r_organization_social, dan "
                "pemiliknya "
                "perlu peran ADMINISTRATOR atau CONTENT_ADMINISTRATOR pada halaman itu.",
                name=NAME,
                said=said,
            )
        )
    if status in (404, 410):
        return Missing(
            t("{name}: tidak ada di LinkedIn ({said}). Periksa nomor organisasi dan kirimannya.", name=NAME, said=said)
        )
    if _is_duplicate(body):
        if step is Step.REVEAL:
            return MaybePublished(t("{name}: kiriman yang sama sudah ada di halaman; periksa dahulu.", name=NAME))
        return Refused(t("{name}: isi yang sama sudah ada.", name=NAME))
    if status in (400, 413, 415, 422):
        return Refused(t("{name}: ditolak ({said}).", name=NAME, said=said))
    return unclear(NAME, step, t("jawaban yang tidak dikenal (HTTP {status})", status=status))


def _token_trouble(body: Json) -> str:
    told = {REVOKED: t("token sudah dicabut"), EXPIRED: t("token sudah berakhir (berlaku 60 hari)")}
    code = body.get("serviceErrorCode")
    return told.get(code, t("token ditolak")) if isinstance(code, int) else t("token ditolak")


def _is_duplicate(body: Json) -> bool:
    details = body.get("errorDetails")
    inputs = details.get("inputErrors") if isinstance(details, dict) else None
    named = [one.get("code") for one in inputs if isinstance(one, dict)] if isinstance(inputs, list) else []
    return "DUPLICATE_POST" in named or "is a duplicate of" in str(body.get("message", "")).lower()


def _midnight(now: datetime) -> datetime:
    """LinkedIn counts by days of UTC."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)

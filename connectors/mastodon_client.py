"""The API of a Mastodon instance: one request a call, and what its errors mean for the caller's next act.

Sources: Mastodon's documentation ("Rate limits", "Media", "Statuses") and its official OpenAPI description.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests

from connectors._social_errors import Step, send, unclear
from connectors.contract import ConnectorError, NeedsHuman, Refused, TryLater
from connectors.http import retry_at
from connectors.mastodon_text import NAME
from language.say import t
from safety.clock import Clock

Json = dict[str, Any]
_LATER = ("not finished processing", "still being processed")
_NOBODY = ("requires an authenticated user",)


class Missing(NeedsHuman):
    """The instance does not show this object: deleted, or never there."""


@dataclass(frozen=True, repr=False)
class MastodonClient:
    """One account's access to its instance. Nothing is tried twice."""

    session: requests.Session
    url: str
    token: str
    clock: Clock

    def get(self, path: str) -> Json:
        """The object that the instance answers to a question."""
        told = self.call(Step.LOOK, "GET", path)[0]
        if not isinstance(told, dict):
            raise TryLater(t("{name}: jawaban tidak lengkap; dilihat lagi nanti.", name=NAME))
        return told

    def listed(self, path: str, **query: Any) -> list[Any]:
        """The list that the instance answers to a question."""
        told = self.call(Step.LOOK, "GET", path, params=query)[0]
        if not isinstance(told, list):
            raise TryLater(t("{name}: daftar tidak lengkap; dilihat lagi nanti.", name=NAME))
        return told

    def call(self, step: Step, method: str, path: str, headers: Json | None = None, **options: Any) -> tuple[Any, int]:
        """One request; its answer, an object or a list, with its status. Raises the contract's errors."""
        sent = {"Authorization": f"Bearer {self.token}"} | (headers or {})
        response = send(self.session, NAME, step, method, self.url.rstrip("/") + path, headers=sent, **options)
        body = _json(response)
        if response.ok and response.status_code < 300 and body is not None:
            return body, response.status_code
        raise explained(response, body, step, self.clock)


def _json(response: requests.Response) -> Any:
    """The object or list of an answer, None if it is something else."""
    try:
        body = response.json()
    except ValueError:
        return None
    return body if isinstance(body, dict | list) else None


def explained(response: requests.Response, body: Any, step: Step, clock: Clock) -> ConnectorError:
    """The error of the contract for an answer that is not a success."""
    status = response.status_code
    if status == requests.codes.too_many_requests:
        return TryLater(
            t("{name}: terlalu sering; belum ada yang tayang, dicoba lagi nanti.", name=NAME), _reset(response, clock)
        )
    if status >= 500 or status < 400 or not isinstance(body, dict):
        return unclear(NAME, step, t("jawaban tidak jelas (HTTP {status})", status=status))
    said = str(body.get("error", ""))[:200]
    lowered = said.lower()
    if status == requests.codes.unauthorized or any(words in lowered for words in _NOBODY):
        return NeedsHuman(
            t("{name}: token ditolak. Buat token baru di instans: Preferensi, Pengembangan, Aplikasi baru.", name=NAME)
        )
    if status == requests.codes.forbidden:
        return NeedsHuman(
            t(
                "{name}: tidak diizinkan ({said}). Periksa hak write:statuses dan write:media, dan keadaan akun.",
                name=NAME,
                said=said,
            )
        )
    if status in (404, 410):
        return Missing(t("{name}: tidak ada di instans ({said}). Periksa alamat instans dan kirimannya.", name=NAME, said=said))
    if any(words in lowered for words in _LATER):
        return TryLater(t("{name}: gambar masih diolah instans; belum ada yang tayang, dicoba lagi nanti.", name=NAME))
    if status in (400, 413, 422):
        return Refused(t("{name}: ditolak ({said}).", name=NAME, said=said))
    return unclear(NAME, step, t("jawaban yang tidak dikenal (HTTP {status})", status=status))


def _reset(response: requests.Response, clock: Clock) -> datetime | None:
    """Mastodon names the time as a date and time, others as seconds; how long to wait is sooner believed: clocks differ."""
    try:
        named = datetime.fromisoformat(response.headers.get("X-RateLimit-Reset", "")).astimezone(UTC)
    except ValueError:
        named = None
    return retry_at(response, clock.now()) or named

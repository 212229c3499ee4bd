"""One channel's access to the YouTube Data API v3: a refresh token is exchanged for access, then one request a call.

The refresh token, the client's id and its secret leave only towards Google's token endpoint, in the body of the request; access
tokens live an hour and only in memory. Nothing is tried twice.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import requests

from connectors._social_errors import Step, json_object, send
from connectors.contract import ConnectorError, NeedsHuman, TryLater
from connectors.http import retry_at
from connectors.youtube_errors import NAME, explained
from language.say import later, t
from safety.clock import Clock
from safety.fence import unasked

Json = dict[str, Any]
EARLY = 60.0
"""Seconds before its end from which an access token is not used any more: a piece of a film may take so long."""
FRESH = 300.0
DEAD = later(
    "izin dicabut atau sudah berakhir. Bila aplikasi di Google Cloud masih berstatus Testing, izinnya hanya hidup 7 hari: "
    "ubah menjadi In production, lalu buat izin baru dan jalankan `tayang connect` untuk kanal ini"
)


@dataclass(frozen=True)
class Places:
    """Where Google answers. The practice town answers for all of it at one address."""

    api: str = "https://youtube.googleapis.com"
    token: str = "https://oauth2.googleapis.com/token"  # noqa: S105  # an address
    watch: str = "https://www.youtube.com/watch"


def places_at(url: str) -> Places:
    """A stand-in that answers for all of Google at one address."""
    root = url.rstrip("/")
    return Places(root, f"{root}/token", f"{root}/watch")


@dataclass(frozen=True, repr=False)
class Keys:
    """What the office's Google project and its owner gave."""

    client_id: str
    client_secret: str
    refresh_token: str


@dataclass(frozen=True, repr=False)
class Access:
    """An access token, what it may do, and when it was given and ends on the clock that counts sleep."""

    token: str
    scopes: frozenset[str]
    since: float
    ends: float
    refresh_ends: datetime | None


@dataclass(frozen=True, repr=False)
class YouTubeClient:
    """Requests with the access of one channel's owner."""

    session: requests.Session
    keys: Keys
    clock: Clock
    places: Places = field(default_factory=Places)
    _held: list[Access] = field(default_factory=list, init=False, compare=False)

    def access(self) -> Access:
        """The access that is held, or a new one for the refresh token."""
        if not self._held or self.clock.ticks() >= self._held[0].ends:
            self._held[:] = [self._exchanged()]
        return self._held[0]

    def call(self, step: Step, method: str, path: str, **options: Any) -> Json:
        """One request to the API; its answer, empty where it says nothing (204). Raises the contract's errors."""
        response = self.raw(step, method, self.places.api + path, **options)
        if response.status_code == requests.codes.no_content:
            return {}
        body = json_object(response)
        if response.ok and response.status_code < 300 and body is not None:
            return body
        raise self.error(response, step)

    def raw(self, step: Step, method: str, url: str, headers: Json | None = None, **options: Any) -> requests.Response:
        """One request with our access, whatever its answer is."""
        sent = {"Authorization": f"Bearer {self.access().token}"} | (headers or {})
        return send(self.session, NAME, step, method, url, headers=sent, **options)

    def error(self, response: requests.Response, step: Step) -> ConnectorError:
        """What an answer that is no success means. Access that was good before may have run out early: it is asked for anew."""
        if response.status_code == requests.codes.unauthorized:
            held, age = self._held[:], self.clock.ticks() - (self._held[0].since if self._held else 0.0)
            self._held.clear()
            if held and age > FRESH:
                return TryLater(t("{name}: akses sementara berakhir; belum ada yang tayang, diminta lagi.", name=NAME))
        return explained(response, json_object(response), step, self.clock.now())

    def _exchanged(self) -> Access:
        form = {
            "grant_type": "refresh_token",
            "client_id": self.keys.client_id,
            "client_secret": self.keys.client_secret,
            "refresh_token": self.keys.refresh_token,
        }
        with unasked():  # it publishes nothing, and the right to publish need not stand for it
            response = send(self.session, NAME, Step.LOOK, "POST", self.places.token, data=form)
        body = json_object(response)
        if not response.ok or body is None or not isinstance(body.get("access_token"), str):
            raise self._denied(response, body or {})
        now, lives = self.clock.ticks(), _seconds(body.get("expires_in")) or 3600.0
        ends = _seconds(body.get("refresh_token_expires_in"))
        return Access(
            token=body["access_token"],
            scopes=frozenset(str(body.get("scope", "")).split()),
            since=now,
            ends=now + lives - EARLY,
            refresh_ends=self.clock.now() + timedelta(seconds=ends) if ends else None,
        )

    def _denied(self, response: requests.Response, body: Json) -> ConnectorError:
        """What Google's token endpoint says with a word of its own in `error`."""
        match body.get("error"):
            case "invalid_grant":
                return NeedsHuman(f"{NAME}: {t(DEAD)}.")
            case "invalid_client" | "unauthorized_client":
                return NeedsHuman(
                    t("{name}: client ID atau client secret ditolak Google. Salin lagi dari Google Cloud.", name=NAME)
                )
            case "invalid_scope" | "invalid_request" | "unsupported_grant_type" | "admin_policy_enforced" | "access_denied":
                return NeedsHuman(
                    t(
                        "{name}: Google menolak memberi akses ({said}). Buat izin baru, lalu sambungkan lagi.",
                        name=NAME,
                        said=body["error"],
                    )
                )
        return TryLater(
            t("{name}: Google belum memberi akses; belum ada yang terkirim.", name=NAME), retry_at(response, self.clock.now())
        )


def _seconds(value: object) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and value > 0 else 0.0

"""tweepy kept on a short lead: our own session and deadline, any host, no waiting, and the uploads that it lacks.

The host is changed before a request is prepared, because OAuth 1.0a signs the address.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import requests
import tweepy

from connectors._social_errors import Step, json_object, send, unclear
from connectors.contract import ConnectorError, MaybePublished, NeedsHuman, Refused, TryLater
from connectors.http import retry_at
from connectors.x_text import NAME
from language.say import t
from safety.clock import Clock

API_URL = "https://api.x.com"
_TWEEPY_HOST = "https://api.twitter.com"
Json = dict[str, Any]


@dataclass(frozen=True, repr=False)
class Keys:
    """OAuth 1.0a keys of the app and of the account."""

    api_key: str
    api_key_secret: str
    access_token: str
    access_secret: str

    def auth(self) -> Any:
        handler = tweepy.OAuth1UserHandler(self.api_key, self.api_key_secret, self.access_token, self.access_secret)
        return handler.apply_auth()


@dataclass(repr=False)
class _Wire:
    """What tweepy believes to be its session: one request through ours, once."""

    session: requests.Session
    base_url: str
    step: Step
    extra: Mapping[str, Any]
    response: requests.Response | None = field(default=None)

    def request(self, method: str, url: str, **options: Any) -> requests.Response:
        if self.extra and options.get("json") is not None:
            options["json"] = {**options["json"], **self.extra}
        self.response = send(self.session, NAME, self.step, method, self.base_url + url.removeprefix(_TWEEPY_HOST), **options)
        return self.response


@dataclass(frozen=True, repr=False)
class XClient:
    """One account's access to X. Every call is one request; nothing is tried twice."""

    session: requests.Session
    keys: Keys
    clock: Clock
    api_url: str = API_URL

    def __post_init__(self) -> None:
        # At DEBUG these write signature base strings, which hold the access token.
        for name in ("oauthlib", "requests_oauthlib", "tweepy"):
            logging.getLogger(name).setLevel(logging.INFO)

    def call(self, step: Step, act: Callable[[Any], Any], extra: Mapping[str, Any] | None = None) -> Json:
        """Let tweepy do one thing; `extra` are fields of the body that it does not know. Raises the contract's errors."""
        wire = _Wire(self.session, self.api_url.rstrip("/"), step, extra or {})
        client = tweepy.Client(
            consumer_key=self.keys.api_key,
            consumer_secret=self.keys.api_key_secret,
            access_token=self.keys.access_token,
            access_token_secret=self.keys.access_secret,
            return_type=requests.Response,
            wait_on_rate_limit=False,
        )
        client.session = wire
        try:
            act(client)
        except (tweepy.TweepyException, ValueError, TypeError, AttributeError):
            # tweepy trips over answers that are not an object: the response itself is judged.
            if wire.response is None:
                raise
        return self._judged(wire.response, step)

    def upload(self, name: str, data: bytes, mime: str) -> Json:
        """Upload one picture through version 2, which tweepy does not know."""
        options: Json = {
            "files": {"media": (name, data, mime)},
            "data": {"media_category": "tweet_image"},
            "auth": self.keys.auth(),
        }
        url = f"{self.api_url.rstrip('/')}/2/media/upload"
        return self._judged(send(self.session, NAME, Step.STAGE, "POST", url, **options), Step.STAGE)

    def begin_film(self, size: int, mime: str) -> Json:
        """Open an upload in pieces for a film of so many bytes."""
        body = {"media_type": mime, "total_bytes": size, "media_category": "tweet_video"}
        return self._media("POST", "/2/media/upload/initialize", Step.STAGE, json=body)

    def send_piece(self, media_id: str, number: int, data: bytes) -> None:
        """One piece of a film; sent twice it is the same piece. X may answer with nothing at all."""
        options: Json = {
            "files": {"media": ("potongan", data, "application/octet-stream")},
            "data": {"segment_index": str(number)},
            "auth": self.keys.auth(),
        }
        url = f"{self.api_url.rstrip('/')}/2/media/upload/{media_id}/append"
        response = send(self.session, NAME, Step.STAGE, "POST", url, **options)
        if response.status_code != requests.codes.no_content:
            self._judged(response, Step.STAGE)

    def end_film(self, media_id: str) -> Json:
        """Every piece is there; what X says of the film."""
        return self._media("POST", f"/2/media/upload/{media_id}/finalize", Step.STAGE)

    def film_state(self, media_id: str) -> Json:
        """How far X is with processing a film."""
        return self._media("GET", "/2/media/upload", Step.LOOK, params={"command": "STATUS", "media_id": media_id})

    def _media(self, method: str, path: str, step: Step, **options: Any) -> Json:
        data = self.call(step, lambda client: client.request(method, path, user_auth=True, **options)).get("data")
        if not isinstance(data, dict):
            raise TryLater(t("{name}: jawaban tentang video tidak lengkap; belum ada yang tayang.", name=NAME))
        return data

    def describe(self, media_id: str, alt: str) -> Json:
        """Give an uploaded picture its alt text."""
        body = {"id": media_id, "metadata": {"alt_text": {"text": alt}}}
        return self.call(Step.STAGE, lambda client: client.request("POST", "/2/media/metadata", json=body, user_auth=True))

    def _judged(self, response: requests.Response | None, step: Step) -> Json:
        if response is None:
            raise unclear(NAME, step, t("permintaan tidak selesai"))
        body = json_object(response)
        if response.ok and response.status_code < 300 and body is not None:
            return body
        raise explained(response, body, step, self.clock)


def explained(response: requests.Response, body: Json | None, step: Step, clock: Clock) -> ConnectorError:
    """The error of the contract for an answer that is not a success.

    Sources: X's pages "Response codes and errors", "Rate limits" and "Pricing" (401, 402, 403, 429, usage-capped);
    code 187 of version 1.1 and the `detail` of 403 for doubles.
    """
    status = response.status_code
    if body is None or status >= 500 or status < 400:
        if status == 429:
            return TryLater(t("{name}: terlalu sering; belum ada yang tayang.", name=NAME), _reset(response, clock))
        if status == 402:
            return _budget()
        return unclear(NAME, step, t("jawaban tidak jelas (HTTP {status})", status=status))
    said = _said(body)
    lowered = said.lower()
    if status == 402 or "usage-capped" in lowered or "usagecap" in lowered or "credits" in lowered or "spend limit" in lowered:
        return _budget()
    if status == 429:
        return TryLater(
            t("{name}: terlalu sering; belum ada yang tayang, dicoba lagi nanti.", name=NAME), _reset(response, clock)
        )
    if status == 401:
        return NeedsHuman(t("{name}: kunci atau token ditolak (HTTP 401). Buat kunci baru di portal pengembang X.", name=NAME))
    if status == 403 and ("duplicate" in lowered or _has_code(body, 187)):
        if step is Step.REVEAL:
            return MaybePublished(t("{name}: kiriman yang sama sudah ada pada akun; periksa dahulu.", name=NAME))
        return Refused(t("{name}: isi yang sama sudah ada.", name=NAME))
    if status in (403, 404):
        return NeedsHuman(
            t(
                "{name}: tidak diizinkan (HTTP {status}: {said}). Periksa hak aplikasi dan keadaan akun.",
                name=NAME,
                status=status,
                said=said[:200],
            )
        )
    if status in (400, 413, 415, 422):
        return Refused(t("{name}: ditolak (HTTP {status}: {said}).", name=NAME, status=status, said=said[:200]))
    return unclear(NAME, step, t("jawaban yang tidak dikenal (HTTP {status})", status=status))


def _budget() -> NeedsHuman:
    return NeedsHuman(
        t("{name}: kredit atau batas belanja API habis; tidak ada yang tayang. Isi kredit di portal pengembang X.", name=NAME)
    )


def _said(body: Json) -> str:
    errors = body.get("errors")
    parts = (
        [str(e.get("message") or e.get("detail") or "") for e in errors if isinstance(e, dict)]
        if isinstance(errors, list)
        else []
    )
    return " ".join(p for p in (str(body.get("title", "")), str(body.get("detail", "")), str(body.get("type", "")), *parts) if p)


def _has_code(body: Json, code: int) -> bool:
    errors = body.get("errors")
    return isinstance(errors, list) and any(isinstance(e, dict) and e.get("code") == code for e in errors)


def _reset(response: requests.Response, clock: Clock) -> datetime | None:
    """How long to wait is sooner believed than when: the clocks may differ."""
    reset = response.headers.get("x-rate-limit-reset", "")
    return retry_at(response, clock.now()) or (datetime.fromtimestamp(int(reset), UTC) if reset.isdigit() else None)

"""The Bot API of Telegram: one request a call, and what its errors mean for the caller's next act.

The token stands in the address of every request, so no address is ever quoted and every log of this process hides it.
Sources: the Bot API's pages "Making requests" and "ResponseParameters"; the descriptions are those of Telegram's own server.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import requests

from connectors._social_errors import Step, json_object, send, unclear
from connectors.contract import ConnectorError, NeedsHuman, Refused, TryLater
from connectors.files import File, Form
from connectors.http import retry_at
from language.say import t
from safety.clock import Clock
from safety.redaction import hide_in_logs

API_URL = "https://api.telegram.org"
NAME = "Telegram"
Json = dict[str, Any]
_TOKEN_LENGTH = 20
_MISSING = (
    "message to edit not found",
    "message to delete not found",
    "message_id_invalid",
    "message identifier is not specified",
)
_RIGHTS = (
    "chat not found", "not enough rights", "have no rights", "need administrator rights", "chat_admin_required",
    "chat_write_forbidden", "bot is not a member", "bot was kicked", "user not found", "upgraded to a supergroup",
    "channel_private",
)  # fmt: skip
_FIXED = ("message can't be edited", "message can't be deleted", "there is no caption", "there is no text in the message")
_CONTENT = frozenset({400, 413})


class Missing(NeedsHuman):
    """There is no such message in the channel."""


class Unchanged(Refused):
    """The message is there and already as it was asked to become."""


class Fixed(NeedsHuman):
    """The message is there, but this bot cannot change it so."""


@dataclass(frozen=True, repr=False)
class BotClient:
    """One bot's access to the Bot API. Nothing is tried twice."""

    session: requests.Session
    token: str
    clock: Clock
    api_url: str = API_URL
    _root: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_root", f"{self.api_url.rstrip('/')}/bot{self.token}")
        hide_in_logs([self.token] if len(self.token) >= _TOKEN_LENGTH else [])  # urllib3 logs every address at DEBUG

    def ask(self, method: str, **fields: Any) -> Any:
        """A request that changes nothing; its result."""
        return self._judged(
            send(self.session, NAME, Step.LOOK, "GET", f"{self._root}/{method}", params=_plain(fields)), Step.LOOK
        )

    def act(self, method: str, files: Mapping[str, File] | None = None, **fields: Any) -> Any:
        """A request that changes what the public sees; its result."""
        body: Json = {"json": fields}
        if files:
            form = Form(_plain(fields), files)
            body = {"data": form, "headers": {"Content-Type": form.content_type}}
        return self._judged(send(self.session, NAME, Step.REVEAL, "POST", f"{self._root}/{method}", **body), Step.REVEAL)

    def _judged(self, response: requests.Response, step: Step) -> Any:
        body = json_object(response)
        if response.status_code == requests.codes.ok and body is not None and body.get("ok") is True and "result" in body:
            return body["result"]
        raise explained(response, body, step, self.clock)


def _plain(fields: Mapping[str, Any]) -> dict[str, str]:
    """Fields as a form carries them: what is not a string is written as JSON."""
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in fields.items()}


def explained(response: requests.Response, body: Json | None, step: Step, clock: Clock) -> ConnectorError:
    """The error of the contract for an answer that is not a success."""
    status = response.status_code
    if status == requests.codes.too_many_requests:
        return TryLater(
            t("{name}: terlalu sering; belum ada yang tayang, dicoba lagi nanti.", name=NAME), _waits(response, body, clock)
        )
    if body is None or body.get("ok") is not False or status >= 500 or status < 400:
        return unclear(NAME, step, t("jawaban tidak jelas (HTTP {status})", status=status))
    said = str(body.get("description", ""))[:200]
    if status in (401, 404):
        return NeedsHuman(
            t("{name}: token bot ditolak (HTTP {status}). Ambil token baru dari @BotFather.", name=NAME, status=status)
        )
    return _by_words(said, status, step)


def _by_words(said: str, status: int, step: Step) -> ConnectorError:
    lowered = said.lower()
    if "message is not modified" in lowered:
        return Unchanged(t("{name}: kiriman sudah seperti yang diminta.", name=NAME))
    if any(words in lowered for words in _MISSING):
        return Missing(t("{name}: kiriman tidak ada lagi di kanal.", name=NAME))
    if any(words in lowered for words in _FIXED):
        return Fixed(
            t(
                "{name}: kiriman itu tidak dapat diubah oleh bot ({said}). Ubah atau hapus sendiri di aplikasi Telegram.",
                name=NAME,
                said=said,
            )
        )
    if status == requests.codes.forbidden or any(words in lowered for words in _RIGHTS):
        return NeedsHuman(
            t(
                "{name}: bot tidak berhak ({said}). Jadikan bot admin kanal dengan hak mengirim pesan; periksa nama kanal.",
                name=NAME,
                said=said,
            )
        )
    if status in _CONTENT:
        return Refused(t("{name}: ditolak ({said}).", name=NAME, said=said))
    return unclear(NAME, step, t("jawaban yang tidak dikenal (HTTP {status})", status=status))


def _waits(response: requests.Response, body: Json | None, clock: Clock) -> Any:
    seconds = ((body or {}).get("parameters") or {}).get("retry_after")
    if isinstance(seconds, int) and not isinstance(seconds, bool):
        return clock.now() + timedelta(seconds=max(seconds, 1))
    return retry_at(response, clock.now())

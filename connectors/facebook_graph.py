"""facebook-sdk kept on a short lead: any Graph version, our own session and deadline, the token only in a header.

The library writes the token into every address and body and accepts no version later than 3.1; both are undone here.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import facebook
import requests

from connectors._social_errors import Step, send, unclear
from connectors.contract import ConnectorError, NeedsHuman, TryLater
from connectors.facebook_errors import FACEBOOK, Service, explained
from connectors.http import in_their_time
from language.say import t
from safety.clock import Clock

VERSION = "v26.0"
API_URL = "https://graph.facebook.com"
# Meta's changelog; the newest version has no end yet.
VERSION_ENDS = {
    "v25.0": datetime(2028, 7, 29, tzinfo=UTC),
    "v24.0": datetime(2028, 2, 18, tzinfo=UTC),
    "v23.0": datetime(2027, 10, 8, tzinfo=UTC),
}
PAGES = 50
Json = dict[str, Any]
Explain = Callable[[requests.Response, Step, Clock, Service], ConnectorError]


@dataclass(repr=False)
class _Wire:
    """What facebook-sdk believes to be its session: one request through ours, once."""

    session: requests.Session
    base_url: str
    token: str
    app_secret: str
    step: Step
    name: str
    response: requests.Response | None = field(default=None)

    def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
        **_: Any,  # the library's timeout and proxies: our session has its own
    ) -> requests.Response:
        path = url.removeprefix(facebook.FACEBOOK_GRAPH_URL)
        query, form = _without_token(params), _without_token(data)
        if self.app_secret:
            (query if form is None else form)["appsecret_proof"] = self._proof()
        headers = {"Authorization": f"Bearer {self.token}"}
        options: Json = {"params": query, "data": form, "files": files, "headers": headers}
        self.response = send(self.session, self.name, self.step, method, f"{self.base_url}/{path}", **options)
        return self.response

    def _proof(self) -> str:
        return hmac.new(self.app_secret.encode(), self.token.encode(), hashlib.sha256).hexdigest()


def _without_token(values: Mapping[str, Any] | None) -> Any:
    return None if values is None else {name: value for name, value in values.items() if name != "access_token"}


@dataclass(frozen=True, repr=False)
class GraphClient:
    """One account's access to Graph or to a service that answers like it. Every call is one request; nothing is tried twice."""

    session: requests.Session
    token: str
    clock: Clock
    api_url: str = API_URL
    app_secret: str = ""
    service: Service = FACEBOOK
    version: str = VERSION
    explain: Explain = explained

    def call(self, step: Step, act: Callable[[Any], Any]) -> tuple[Json, requests.Response]:
        """Let the library do one thing; its answer as an object, or an error of the contract."""
        wire = _Wire(self.session, self.api_url.rstrip("/"), self.token, self.app_secret, step, self.service.name)
        graph = facebook.GraphAPI(access_token=self.token, session=wire)
        graph.version = self.version
        try:
            answer = act(graph)
        except (facebook.GraphAPIError, KeyError, ValueError):
            # The library trips over answers without a type or without JSON: the response itself is judged.
            raise self._judged(wire, step) from None
        if wire.response is None or not wire.response.ok or not isinstance(answer, dict):
            raise self._judged(wire, step)
        return answer, wire.response

    def get(self, identity: str, **args: Any) -> Json:
        self._expect_number(identity)
        return self.call(Step.LOOK, lambda graph: graph.get_object(identity, **args))[0]

    def connection(self, identity: str, name: str, **args: Any) -> Json:
        self._expect_number(identity)
        return self.call(Step.LOOK, lambda graph: graph.get_connections(identity, name, **args))[0]

    def listed(self, identity: str, name: str, since: datetime, fields: str) -> Iterator[Json | None]:
        """Every object of a list since then, None at the end if there were more than is read."""
        args: Json = {"fields": fields, "since": int(in_their_time(self.session, since).timestamp()), "limit": 100}
        for _ in range(PAGES):
            body = self.connection(identity, name, **args)
            data, paging = body.get("data"), body.get("paging") or {}
            if not isinstance(data, list):
                raise TryLater(t("{name}: daftar kiriman tidak lengkap.", name=self.service.name))
            yield from data
            if not paging.get("next"):
                return
            args["after"] = paging["cursors"]["after"]  # never `next` itself: Graph writes the token into it
        yield None

    def token_facts(self, scopes: Sequence[str]) -> tuple[datetime | None, list[str]]:
        """When the token ends and which rights it lacks; nothing is said if Graph does not tell a token about itself."""
        try:
            body = self.change(Step.LOOK, "debug_token", input_token=self.token, method="get")
        except ConnectorError:
            return None, []
        data = body.get("data") or {}
        ends = [int(data[n]) for n in ("expires_at", "data_access_expires_at") if isinstance(data.get(n), int) and data[n] > 0]
        held = data.get("scopes")
        lacking = [s for s in scopes if s not in held] if isinstance(held, list) else []
        return (datetime.fromtimestamp(min(ends), UTC) if ends else None), lacking

    def put(self, step: Step, identity: str, name: str, **data: Any) -> Json:
        return self.call(step, lambda graph: graph.put_object(identity, name, **data))[0]

    def photo(self, page_id: str, file: tuple[str, bytes, str], **data: Any) -> Json:
        return self.call(Step.STAGE, lambda graph: graph.put_photo(file, f"{page_id}/photos", **data))[0]

    def film_piece(self, page_id: str, piece: tuple[str, bytes, str], **data: Any) -> Json:
        path, form = f"{self.version}/{page_id}/videos", {"upload_phase": "transfer", **data}
        files = {"video_file_chunk": piece}
        return self.call(Step.STAGE, lambda graph: graph.request(path, post_args=form, files=files, method="POST"))[0]

    def change(self, step: Step, path: str, **data: Any) -> Json:
        self._expect_number(path)
        return self.call(step, lambda graph: graph.request(f"{self.version}/{path}", post_args=data))[0]

    def delete(self, identity: str) -> Json:
        self._expect_number(identity)
        return self.call(Step.REVEAL, lambda graph: graph.delete_object(identity))[0]

    def _expect_number(self, identity: str) -> None:
        if not identity or identity.startswith("/"):  # a post that a person found by its address alone
            raise NeedsHuman(t("{name}: nomor kiriman tidak diketahui; lihat sendiri di peramban.", name=self.service.name))

    def _judged(self, wire: _Wire, step: Step) -> Exception:
        if wire.response is None:
            return unclear(self.service.name, step, t("permintaan tidak selesai"))
        return self.explain(wire.response, step, self.clock, self.service)

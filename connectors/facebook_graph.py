"""facebook-sdk kept on a short lead: any Graph version, our own session and deadline, the token only in a header.

The library writes the token into every address and body and accepts no version later than 3.1; both are undone here.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import facebook
import requests

from connectors._social_errors import Step, send, unclear
from connectors.facebook_errors import NAME, explained
from safety.clock import Clock

VERSION = "v26.0"
API_URL = "https://graph.facebook.com"
Json = dict[str, Any]


@dataclass(repr=False)
class _Wire:
    """What facebook-sdk believes to be its session: one request through ours, once."""

    session: requests.Session
    base_url: str
    token: str
    app_secret: str
    step: Step
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
        self.response = send(self.session, NAME, self.step, method, f"{self.base_url}/{path}", **options)
        return self.response

    def _proof(self) -> str:
        return hmac.new(self.app_secret.encode(), self.token.encode(), hashlib.sha256).hexdigest()


def _without_token(values: Mapping[str, Any] | None) -> Any:
    return None if values is None else {name: value for name, value in values.items() if name != "access_token"}


@dataclass(frozen=True, repr=False)
class GraphClient:
    """One page's access to Graph. Every call is one request; nothing is tried twice."""

    session: requests.Session
    token: str
    clock: Clock
    api_url: str = API_URL
    app_secret: str = ""

    def call(self, step: Step, act: Callable[[Any], Any]) -> tuple[Json, requests.Response]:
        """Let the library do one thing; its answer as an object, or an error of the contract."""
        wire = _Wire(self.session, self.api_url.rstrip("/"), self.token, self.app_secret, step)
        graph = facebook.GraphAPI(access_token=self.token, session=wire)
        graph.version = VERSION
        try:
            answer = act(graph)
        except (facebook.GraphAPIError, KeyError, ValueError):
            # The library trips over answers without a type or without JSON: the response itself is judged.
            raise self._judged(wire, step) from None
        if wire.response is None or not wire.response.ok or not isinstance(answer, dict):
            raise self._judged(wire, step)
        return answer, wire.response

    def get(self, identity: str, **args: Any) -> Json:
        return self.call(Step.LOOK, lambda graph: graph.get_object(identity, **args))[0]

    def connection(self, identity: str, name: str, **args: Any) -> Json:
        return self.call(Step.LOOK, lambda graph: graph.get_connections(identity, name, **args))[0]

    def put(self, step: Step, identity: str, name: str, **data: Any) -> Json:
        return self.call(step, lambda graph: graph.put_object(identity, name, **data))[0]

    def photo(self, page_id: str, file: tuple[str, bytes, str], **data: Any) -> Json:
        return self.call(Step.STAGE, lambda graph: graph.put_photo(file, f"{page_id}/photos", **data))[0]

    def change(self, step: Step, path: str, **data: Any) -> Json:
        return self.call(step, lambda graph: graph.request(f"{VERSION}/{path}", post_args=data))[0]

    def delete(self, identity: str) -> Json:
        return self.call(Step.REVEAL, lambda graph: graph.delete_object(identity))[0]

    def _judged(self, wire: _Wire, step: Step) -> Exception:
        if wire.response is None:
            return unclear(NAME, step, "permintaan tidak selesai")
        return explained(wire.response, step, self.clock)

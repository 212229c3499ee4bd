"""An office's account on a real account server, and what its owner and the server's administrator do there."""

import base64
import hmac
import json
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import requests

from tests.pds.server import ADMIN, SECRET

POST = "app.bsky.feed.post"
Json = dict[str, Any]


@dataclass(frozen=True)
class Owner:
    """Somebody with the account's main password."""

    url: str
    handle: str
    did: str
    password: str
    app_password: str
    private_password: str

    def call(self, name: str, body: Any = None, token: str = "", **options: Any) -> requests.Response:
        headers = ({"Authorization": f"Bearer {token}"} if token else {}) | options.pop("headers", {})
        sent = {"json": body} if body is not None else {}
        return requests.post(
            f"{self.url}/xrpc/{name}", headers=headers | options.pop("headers", {}), timeout=60, **sent, **options
        )

    def session(self, password: str = "") -> str:
        """A token of our own, by the app password if no other is given."""
        who = {"identifier": self.handle, "password": password or self.app_password}
        return str(self.call("com.atproto.server.createSession", who).json()["accessJwt"])

    def records(self) -> list[Json]:
        """Everything that this account published."""
        query = {"repo": self.did, "collection": POST, "limit": "100"}
        told = requests.get(f"{self.url}/xrpc/com.atproto.repo.listRecords", params=query, timeout=60)
        return list(told.json()["records"])

    def over(self) -> str:
        """A session that ended long ago, as this server signs it."""
        claims = {
            "scope": "com.atproto.appPass",
            "aud": "did:web:localhost",
            "sub": self.did,
            "iat": 1700000000,
            "exp": 1700007200,
        }
        body = f"{_part({'typ': 'at+jwt', 'alg': 'HS256'})}.{_part(claims)}"
        return f"{body}.{_text(hmac.digest(SECRET.encode(), body.encode(), sha256))}"

    def deactivate(self) -> None:
        self.call("com.atproto.server.deactivateAccount", {}, self.session(self.password)).raise_for_status()

    def taken_down(self) -> None:
        """What the server's administrator does with an account that broke the rules."""
        subject = {"$type": "com.atproto.admin.defs#repoRef", "did": self.did}
        body = {"subject": subject, "takedown": {"applied": True, "ref": "1"}}
        self.call("com.atproto.admin.updateSubjectStatus", body, auth=ADMIN).raise_for_status()


def new_owner(url: str) -> Owner:
    """An account that nobody used yet, with an app password and one that may read private messages."""
    handle, password = f"kpu-{secrets.token_hex(4)}.test", secrets.token_hex(8)
    body = {"handle": handle, "email": f"{handle}@contoh.example", "password": password}
    made = requests.post(f"{url}/xrpc/com.atproto.server.createAccount", json=body, timeout=60).json()
    headers = {"Authorization": f"Bearer {made['accessJwt']}"}

    def allowed(name: str, privileged: bool) -> str:
        wanted = {"name": name, "privileged": privileged}
        told = requests.post(f"{url}/xrpc/com.atproto.server.createAppPassword", json=wanted, headers=headers, timeout=60)
        return str(told.json()["password"])

    return Owner(url, handle, str(made["did"]), password, allowed("tayang", False), allowed("pesan", True))


def _part(told: Json) -> str:
    return _text(json.dumps(told).encode())


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")

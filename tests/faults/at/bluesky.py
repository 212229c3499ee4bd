"""Bluesky in the laboratory."""

import requests

from practice.bluesky import HANDLE
from practice.bluesky_records import POST
from tests.faults.at import done
from tests.faults.stands import Stand
from tests.faults.world import REAL_DEADLINE


def naive(line: requests.Session, stand: Stand, words: str, picture: bytes) -> bool:
    """One post, as it is usually sent."""
    root, who = f"{stand.url}/xrpc", {"identifier": HANDLE, "password": stand.tokens["bluesky"]}
    told = done(line.post(f"{root}/com.atproto.server.createSession", json=who, timeout=REAL_DEADLINE)).json()
    line.headers["Authorization"] = f"Bearer {told['accessJwt']}"
    kind = {"Content-Type": "image/jpeg"}
    made = done(line.post(f"{root}/com.atproto.repo.uploadBlob", data=picture, headers=kind, timeout=REAL_DEADLINE)).json()
    embed = {"$type": "app.bsky.embed.images", "images": [{"image": made["blob"], "alt": ""}]}
    record = {"$type": POST, "text": words, "createdAt": "2026-11-20T01:00:00.000Z", "embed": embed}
    body = {"repo": told["did"], "collection": POST, "record": record}
    return done(line.post(f"{root}/com.atproto.repo.createRecord", json=body, timeout=REAL_DEADLINE)).ok

"""Mastodon in the laboratory."""

from collections.abc import Mapping

import requests

from practice.mastodon import Mastodon
from practice.store import Store
from tests.faults.at import done
from tests.faults.stands import Stand
from tests.faults.world import REAL_DEADLINE


class LaxMastodon(Mastodon):
    """The same instance, where a key against doubles is forgotten at once, as after its hour."""

    guard = True

    def _under(self, key: str) -> str:
        return super()._under(key) if self.guard else ""


def open_lax(store: Store, tokens: Mapping[str, str]) -> LaxMastodon:
    """The stand-in whose guard the laboratory switches off in every other world."""
    return LaxMastodon(store, tokens["mastodon"])


def naive(line: requests.Session, stand: Stand, words: str, picture: bytes) -> bool:
    """One post, as it is usually sent."""
    line.headers["Authorization"] = f"Bearer {stand.tokens['mastodon']}"
    files = {"file": ("01.jpg", picture, "image/jpeg")}
    made = done(line.post(f"{stand.url}/api/v2/media", files=files, timeout=REAL_DEADLINE)).json()
    body = {"status": words, "media_ids": [made["id"]]}
    return done(line.post(f"{stand.url}/api/v1/statuses", json=body, timeout=REAL_DEADLINE)).ok

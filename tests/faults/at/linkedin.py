"""LinkedIn in the laboratory."""

from collections.abc import Mapping

import requests

from practice.linkedin import LinkedIn
from practice.linkedin_rules import PAGE
from practice.store import Store, Thing
from tests.faults.at import done
from tests.faults.stands import Stand
from tests.faults.world import REAL_DEADLINE

PROTOCOL = {"X-Restli-Protocol-Version": "2.0.0"}


class LaxLinkedIn(LinkedIn):
    """The same page without LinkedIn's guard against doubles."""

    guard = True

    def double_of(self, text: str) -> Thing | None:
        return super().double_of(text) if self.guard else None


def open_lax(store: Store, tokens: Mapping[str, str]) -> LaxLinkedIn:
    """The stand-in whose guard the laboratory switches off in every other world."""
    return LaxLinkedIn(store, tokens["linkedin"], tokens["linkedin_app"])


def naive(line: requests.Session, stand: Stand, words: str, picture: bytes) -> bool:
    """One post, as it is usually sent."""
    line.headers.update({"Authorization": f"Bearer {stand.tokens['linkedin']}", "LinkedIn-Version": "202609", **PROTOCOL})
    body = {
        "author": PAGE, "commentary": words, "visibility": "PUBLIC", "distribution": {"feedDistribution": "MAIN_FEED"},
        "lifecycleState": "PUBLISHED",
    }  # fmt: skip
    return done(line.post(f"{stand.url}/rest/posts", json=body, timeout=REAL_DEADLINE)).ok

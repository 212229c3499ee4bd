"""Instagram in the laboratory."""

from collections.abc import Mapping
from functools import partial

import requests
from aiohttp import web

from practice.instagram import Instagram
from practice.store import Store, Thing
from tests.faults.meta_stands import MetaStand, meta_stand
from tests.faults.stands import Stand

PIECES: dict[str, str] = {}
"""It fetches a film whole from the website."""
stand = partial(meta_stand, "instagram")


class LaxInstagram(Instagram):
    """The same account, where a container can be published again and again: that it cannot is nowhere promised."""

    guard = True

    def published_again(self, container: Thing) -> web.Response | None:
        return super().published_again(container) if self.guard else None


def open_lax(store: Store, tokens: Mapping[str, str]) -> LaxInstagram:
    """The stand-in whose guard the laboratory switches off in every other world."""
    return LaxInstagram(store, tokens["instagram"])


def naive(line: requests.Session, stand: Stand, words: str, picture: bytes) -> bool:
    """One post, as it is usually sent."""
    assert isinstance(stand, MetaStand)
    return stand.post_naively(line, {"caption": words}, picture)

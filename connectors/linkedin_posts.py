"""The posts of a LinkedIn page: its whole list since an instant, and which post an address is about."""

import re
from datetime import datetime
from urllib.parse import unquote

from connectors.contract import Link, NeedsHuman, TryLater
from connectors.linkedin_client import FINDER, Json, LinkedInClient, encoded
from connectors.linkedin_text import NAME, moment_of
from language.say import t

PAGES, PAGE = 50, 100
URN = re.compile(r"urn:li:(?:share|ugcPost):\d+")
_IN_ADDRESS = re.compile(r"-(share|ugcPost)-(\d+)")


def listed(linkedin: LinkedInClient, author: str, since: datetime) -> list[Json] | None:
    """Every post of the page made since then, the newest first; None if there are more than is read.

    LinkedIn's pages may be shorter than asked for, so only one without anything new is the last. Each begins with the last
    post of the one before: where that is missing, a post was taken away meanwhile and another may have slipped through.
    """
    seen: dict[str, Json] = {}
    last = ""
    for _ in range(PAGES):
        page = _page(linkedin, author, max(0, len(seen) - 1))
        if last and last not in [one["id"] for one in page]:
            raise TryLater(t("{name}: daftar kiriman berubah selagi dibaca; dilihat lagi nanti.", name=NAME))
        fresh = [one for one in page if one["id"] not in seen]
        within = [one for one in fresh if (moment_of(one, "createdAt") or since) >= since]
        seen |= {str(one["id"]): one for one in within}
        if not fresh or len(within) < len(fresh):
            return list(seen.values())
        last = str(fresh[-1]["id"])
    return None


def _page(linkedin: LinkedInClient, author: str, start: int) -> list[Json]:
    query = f"q=author&author={encoded(author)}&start={start}&count={PAGE}&sortBy=CREATED&viewContext=AUTHOR"
    page = linkedin.elements("posts", query, FINDER)
    if not all(one.get("id") and one.get("lifecycleState") and moment_of(one, "createdAt") for one in page):
        raise TryLater(t("{name}: daftar kiriman tidak lengkap.", name=NAME))
    return page


def identity_of(link: Link) -> str:
    """A post's URN; of one that a person found, the one in its address."""
    address = unquote(link.url)
    if named := URN.search(link.remote_id) or URN.search(address):
        return named[0]
    if part := _IN_ADDRESS.search(address):
        return f"urn:li:{part[1]}:{part[2]}"
    raise NeedsHuman(t("{name}: nomor kiriman tidak diketahui dari alamatnya; lihat sendiri di LinkedIn.", name=NAME))

"""Which post on a platform a person's address is about: whoever posts by hand makes another one than the book knows of."""

import re

from connectors.contract import Grade, Limits, Link

_NO_NUMBER = re.compile(r"[^\w-]+")


def number_at(url: str, known: Link, limits: Limits) -> str:
    """The number of the post at `url`, "" where the book holds none of it. The one that it holds, of something staged or of an
    earlier post, stays for that very post alone: for its old address, or one that names it.

    A site that the public can see is judged by its address and its mark, and keeps the number of the draft.
    """
    same = limits.grade == Grade.PUBLIC or url == known.url
    return known.remote_id if same or _names(url, known.remote_id) else ""


def _names(url: str, number: str) -> bool:
    """Whether an address holds a number whole, or what it ends with (`urn:li:share:7`, `film:7`)."""
    return re.split("[:/]", number)[-1] in _NO_NUMBER.split(url)

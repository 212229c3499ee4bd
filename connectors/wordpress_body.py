"""What an article carries besides its words once it is a WordPress post: its marker, and a seal over what was approved."""

import hashlib
import re
from collections.abc import Mapping

from bs4 import BeautifulSoup

from connectors.article import PUBLIC, clean
from content_queue import places

SEAL = re.compile(r"<!-- tayang-segel:([0-9a-f]{32}) -->")
MARKER = re.compile(r"<!-- tayang:([A-Za-z0-9._-]+) -->")


def marker_comment(marker: str) -> str:
    """The comment by which a post is known as ours; invisible to readers, kept by WordPress' own filter."""
    return f"<!-- tayang:{marker} -->"


def plain(text: str) -> str:
    """Text for a field in which WordPress reads HTML: no tag survives, everything else stays as written."""
    return text.replace("<", "&lt;").replace(">", "&gt;")


def final(text: str, addresses: Mapping[str, str], marker: str) -> str:
    """What is sent: every file's place filled with the address that the site gave, sanitised once more, marked.

    Square brackets become entities: WordPress would run `[gallery]` and the like instead of showing what was approved.
    """
    shown = clean(places.filled(text, addresses), PUBLIC).replace("[", "&#91;").replace("]", "&#93;")
    shown = shown.replace("<figure><video ", '<figure class="wp-block-video"><video ')  # as themes know films
    return f"{shown}\n{marker_comment(marker)}"


def sealed(title: str, content: str) -> str:
    """The content with a seal over its words and the title's, invisible to readers."""
    return f"{content}\n<!-- tayang-segel:{_seal(title, content)} -->"


def unbroken(title: str, content: str) -> bool:
    """Whether the words are still those that were sealed."""
    found = SEAL.search(content)
    return found is not None and found[1] == _seal(title, content)


def words(content: str) -> str:
    """The words of a body, to tell whether someone changed it; how WordPress rewrites tags and spaces does not count."""
    return " ".join(BeautifulSoup(content, "html.parser").get_text(" ").split())


def _seal(title: str, content: str) -> str:
    return hashlib.sha256(f"{words(title)}\n{words(content)}".encode()).hexdigest()[:32]

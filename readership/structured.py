"""Reader counts in structured data: JSON-LD interactionStatistic, microdata, and the older UserPageVisits."""

import json
import re
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup, Tag

from readership.numbers import Count, parse_count

Found = tuple[str, Count]
_ACTIONS = ("readaction", "viewaction", "watchaction")
_MAIN_KEYS = ("@graph", "mainEntity", "mainEntityOfPage")
_PAGE_VISITS = re.compile(r"^\s*UserPage(?:Visits|Views)\s*:\s*(\S.*)$", re.IGNORECASE)


def structured_counts(soup: BeautifulSoup) -> list[Found]:
    """Counts of the page itself, of the best kind of action only; items that the page merely mentions are passed over."""
    ranked = [*_json_ld(soup), *_microdata(soup)]
    if not ranked:
        return []
    best = min(rank for rank, _ in ranked)
    return [found for rank, found in ranked if rank == best]


def _json_ld(soup: BeautifulSoup) -> Iterator[tuple[int, Found]]:
    for script in soup.find_all("script", type=re.compile(r"^application/ld\+json", re.IGNORECASE)):
        try:
            document = json.loads(script.string or "")
        except (ValueError, RecursionError):
            continue
        for node in _main_nodes(document):
            yield from _statistics(node)


def _main_nodes(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 6:
        return
    if isinstance(value, list):
        for item in value:
            yield from _main_nodes(item, depth + 1)
    elif isinstance(value, dict):
        if "comment" not in str(value.get("@type", "")).lower():
            yield value
        for key in _MAIN_KEYS:
            yield from _main_nodes(value.get(key), depth + 1)


def _statistics(node: dict[str, Any]) -> Iterator[tuple[int, Found]]:
    statistics = node.get("interactionStatistic")
    for item in statistics if isinstance(statistics, list) else [statistics]:
        if isinstance(item, dict):
            yield from _ranked(_action_name(item.get("interactionType")), item.get("userInteractionCount"))
    visits = _PAGE_VISITS.match(str(node.get("interactionCount", "")))
    if visits:
        yield from _ranked("viewaction", visits.group(1))


def _action_name(kind: Any) -> str:
    if isinstance(kind, dict):
        kind = kind.get("@type") or kind.get("@id")
    if isinstance(kind, list):
        kind = kind[0] if len(kind) == 1 else ""
    return str(kind or "").rstrip("/").rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower()


def _ranked(action: str, amount: Any) -> Iterator[tuple[int, Found]]:
    if action not in _ACTIONS or isinstance(amount, bool):
        return
    if isinstance(amount, float):
        amount = int(amount) if amount.is_integer() else ""
    count = parse_count(str(amount if amount is not None else ""))
    if count is not None:
        yield _ACTIONS.index(action), (str(amount), count)


def _microdata(soup: BeautifulSoup) -> Iterator[tuple[int, Found]]:
    for meta in soup.find_all("meta", content=_PAGE_VISITS):
        if not _in_other_item(meta):
            match = _PAGE_VISITS.match(str(meta["content"]))
            yield from _ranked("viewaction", match.group(1) if match else None)
    for item in soup.select('[itemprop="interactionStatistic"]'):
        kind, amount = item.select_one('[itemprop="interactionType"]'), item.select_one('[itemprop="userInteractionCount"]')
        if kind is not None and amount is not None and not _in_other_item(item):
            name = kind.get("content") or kind.get("href") or kind.get("itemtype")
            yield from _ranked(_action_name(name), amount.get("content") or amount.get_text(" ").strip())


def _in_other_item(tag: Tag) -> bool:
    """Whether the data belongs to a list entry or a side block rather than to the page."""
    beside = tag.find_parent(["aside", "footer", "nav", "li"])
    return beside is not None and not (beside.name == "footer" and beside.find_parent("article") is not None)

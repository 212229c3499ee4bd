"""The links that an office published before tayang: taken in from a list, looked at monthly, a few each round."""

import asyncio
import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from sqlalchemy import Row, or_, select

from flows.findings import all_told
from flows.manners import Visit, host_by_host
from flows.progress import untold
from flows.wiring import Workroom
from language.say import t
from ledger import tables
from ledger.chain import instant, stamp
from ledger.entries import Entry, Kind
from ledger.store import Ledger
from links.check import Check, Expectation, check
from links.hosts import host_of
from links.life import Patience, Seen, standing, until
from links.page import normalised
from links.problems import Verdict
from links.session import WebSession
from readership.sheets import Unreadable, read_table
from safety.clock import Clock

INSIDE = "isi kiriman"
"""The source of a link that stands in a post of the office itself."""
_PARTS = re.compile(r"\s+[-–—|»·]\s+|\s*::\s*")
A_ROUND = 200
EVERY = timedelta(days=30)
_BATCH = 500
_TRAIL = 12
_ADDRESS = ("url", "tautan", "link", "alamat", "loc")
_TITLE = ("title", "judul")


@dataclass(frozen=True)
class Listed:
    """One line of the list."""

    url: str
    title: str = ""


def read_list(name: str, content: bytes) -> list[Listed]:
    """The links of a sitemap (.xml) or a table (.csv, .xlsx with a column url or tautan). Raises Unreadable."""
    found = _sitemap(content) if name.lower().endswith(".xml") else _table(name, content)
    kept = {line.url: line for line in found if _is_web(line.url)}
    if not kept:
        raise Unreadable(t("tidak ada tautan http(s) di berkas ini; tabel memerlukan kolom `url` atau `tautan`"))
    return list(kept.values())


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:  # a placeholder that somebody left in brackets
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _sitemap(content: bytes) -> list[Listed]:
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, DefusedXmlException):
        raise Unreadable(t("berkas bukan sitemap XML yang utuh")) from None
    if root.tag.endswith("sitemapindex"):
        raise Unreadable(t("ini daftar sitemap; unduh dan impor sitemap di dalamnya satu per satu"))
    return [Listed((tag.text or "").strip()) for tag in root.iter() if tag.tag.rpartition("}")[2] == "loc"]


def _table(name: str, content: bytes) -> list[Listed]:
    return [
        Listed(
            next((line[key] for key in _ADDRESS if line.get(key)), ""), next((line[key] for key in _TITLE if line.get(key)), "")
        )
        for line in ({key.strip().lower(): value.strip() for key, value in row.items()} for row in read_table(name, content))
    ]


def _cell(line: dict[str, str], names: tuple[str, ...]) -> str:
    return next((line[name] for name in names if line.get(name)), "")


def link_id(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()


def import_links(ledger: Ledger, office: str, listed: list[Listed], source: str, clock: Clock) -> int:
    """Enter every link that is not known yet; how many were new. Nothing is asked of any site."""
    known = {row.link_id for row in old_links(ledger, office)}
    entries = listing([line for line in listed if link_id(line.url) not in known], source, clock)
    for start in range(0, len(entries), _BATCH):
        ledger.append(office, entries[start : start + _BATCH])
    return len(entries)


def listing(listed: list[Listed], source: str, clock: Clock) -> list[Entry]:
    """What enters links that are not known yet."""
    now = stamp(clock.now())
    return [Entry(Kind.OLD_LINK, "listed", facts=_first(line, source, now)) for line in listed]


def _first(line: Listed, source: str, now: str) -> dict[str, str]:
    facts = {"link_id": link_id(line.url), "url": line.url, "title": line.title, "source": source, "listed_at": now}
    return facts | {"verdict": "", "detail": "", "trail": "[]"}


def old_links(ledger: Ledger, office: str, verdict: str = "") -> list[Row[tuple[object, ...]]]:
    """Every link that is no publication's own, or those of one verdict; those not looked at for longest first."""
    table = tables.old_link
    query = (
        select(table)
        .where(table.c.office == office)
        .order_by(table.c.checked_at.is_not(None), table.c.checked_at, table.c.link_id)
    )
    if verdict:
        query = query.where(table.c.verdict == verdict)
    with ledger.reading() as connection:
        return list(connection.execute(query))


def is_any_due(ledger: Ledger, office: str, now: datetime) -> bool:
    """Whether a link of these was never looked at, or not for a month; a look later than now, by a wrong clock, is none."""
    table = tables.old_link
    due = or_(table.c.checked_at.is_(None), table.c.checked_at <= stamp(now - EVERY), table.c.checked_at > stamp(now))
    with ledger.reading() as connection:
        return connection.execute(select(table.c.link_id).where(table.c.office == office, due).limit(1)).first() is not None


async def look_at_old(room: Workroom, web: WebSession, patience: Patience) -> dict[str, int]:
    """Look at no more than a round's share of what was not seen for a month; how many were seen, by verdict."""
    known = await asyncio.to_thread(old_links, room.ledger, room.office.slug)
    now = room.clock.now()
    due = [row for row in known if not row.checked_at or not now - EVERY < instant(str(row.checked_at)) <= now]
    counts: dict[str, int] = {}

    async def visit(row: Row[tuple[object, ...]]) -> Visit:
        seen = await check(web, Expectation(str(row.url), "" if str(row.source) == INSIDE else str(row.title)), room.clock)
        entry = _looked(row, seen, patience)
        await asyncio.to_thread(room.ledger.append, room.office.slug, [entry])
        counts[entry.facts["verdict"]] = counts.get(entry.facts["verdict"], 0) + 1
        rest = seen.retry_after if seen.status in (429, 503) and seen.retry_after else 0
        return Visit(rest=rest, silent=bool({"timeout", "unreachable"}.intersection(seen.codes)))

    await host_by_host(room, _in_turn(due)[:A_ROUND], visit, untold)
    return counts


def _in_turn(due: Sequence[Row[tuple[object, ...]]]) -> list[Row[tuple[object, ...]]]:
    """Each host's first, then each host's second: one that is silent, or wants to be left alone, holds up no other."""
    earlier: Counter[str] = Counter()
    places = []
    for row in due:
        host = host_of(str(row.url))
        places.append(earlier[host])
        earlier[host] += 1
    return [row for _, row in sorted(zip(places, due, strict=True), key=lambda pair: pair[0])]


def _learned(row: Row[tuple[object, ...]], seen: Check) -> str:
    """What a link without a title is held to: its page's heading, else its title without the site's name, which changes and
    stands on every page. Where a heading may be that name, the words of the link decide.
    Nobody approved what is behind a link in a post: it is held to nothing. Nor is one whose page may be a gambling site's."""
    if str(row.source) == INSIDE or "gambling_words" in seen.codes:
        return ""
    parts = [part.strip() for part in _PARTS.split(seen.title)]
    headed = [seen.heading] if seen.heading and normalised(seen.heading) in normalised(seen.title) else []
    named = set(_words(urlsplit(str(row.url)).path))
    return max([*headed, *parts], key=lambda called: len(named.intersection(_words(called))))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", normalised(text).replace("_", " "))


def _looked(row: Row[tuple[object, ...]], seen: Check, patience: Patience) -> Entry:
    """A link without a title learns it from its first live look, and is held to it from then on."""
    live = seen.verdict in (Verdict.LIVE, Verdict.LIVE_WARN)
    looks = [Seen(instant(at), Verdict(saw), tuple(codes)) for at, saw, codes in json.loads(str(row.trail))]
    looks = [*([] if live else until(seen.checked_at, looks)), Seen(seen.checked_at, seen.verdict, seen.codes)]
    codes = [found for found in seen.problems if found.code != "no_assertion"]
    verdict = standing(looks, patience)
    facts = {
        "link_id": str(row.link_id),
        "title": str(row.title) or (_learned(row, seen) if live else ""),
        "verdict": str(Verdict.LIVE if live and not codes else verdict),
        "status": seen.status,
        "detail": all_told(codes),
        "checked_at": stamp(seen.checked_at),
        "trail": json.dumps([[stamp(look.at), str(look.verdict), list(look.codes)] for look in looks[:1] + looks[1:][-_TRAIL:]]),
    }
    return Entry(Kind.OLD_LINK, "looked", facts=facts)

"""The links inside what an office published: entered when their post is looked at, looked at monthly like its old links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup

from config.office import Office
from content_queue.package import Package
from content_queue.problems import PackageProblems
from flows.old_links import INSIDE, Listed, link_id, listing, old_links
from flows.rounds import public_of
from flows.wiring import Workroom
from language.say import t, tn
from ledger import queries
from ledger.entries import Entry, Kind, PackageKey
from ledger.queries import PackageRow
from ledger.store import Ledger
from links.problems import Verdict

MOST = 100
TOLD = 5
_LISTED, _LEFT = "listed", "left"
_ADDRESS = re.compile(r"https?://[^\s<>\"“”]+")
_TRAILING = ".,;:!?)]}’'"


class NotInside(Exception):
    """No post holds this link, or nobody has this id; says what to do."""


@dataclass(frozen=True)
class InnerLink:
    """One address and how it stands; `packages` are the published revisions that hold it, `left` that a person lets it be."""

    url: str
    verdict: str
    detail: str
    checked_at: str
    packages: tuple[PackageKey, ...]
    left: bool

    @property
    def dead(self) -> bool:
        return self.verdict == Verdict.DEAD


def addresses_in(package: Package) -> tuple[str, ...]:
    """Every web address that readers of a package's posts can follow, each once, in order; at most a hundred."""
    followed = (str(tag["href"]) for tag in BeautifulSoup(package.body_html, "lxml").select("a[href]"))
    found = [url for url in followed if url.startswith(("http://", "https://"))]
    for text in package.channel_text.values():
        found += [url.rstrip(_TRAILING) for url in _ADDRESS.findall(text)]
    return tuple(dict.fromkeys(found))[:MOST]


def enter_inside(room: Workroom, seen: list[PackageRow]) -> int:
    """Enter the links of those packages whose posts were looked at for the first time; how many packages were new."""
    slug = room.office.slug
    new = {row.key: row for row in seen if not _is_entered(room.ledger, row.key)}
    known = {str(row.link_id) for row in old_links(room.ledger, slug)} if new else set()
    for row in new.values():
        try:
            urls = addresses_in(room.desk.read(row, make_films=False))
        except (PackageProblems, OSError):
            continue  # the look itself has told it; asked again at the next one
        fresh = [Listed(url) for url in urls if link_id(url) not in known]
        known |= {link_id(line.url) for line in fresh}
        about = Entry(Kind.INNER_LINK, _LISTED, row.key.package_id, row.key.revision, evidence={"urls": list(urls)})
        room.ledger.append(slug, [*listing(fresh, INSIDE, room.clock), about])
    return len(new)


def inner_links(ledger: Ledger, office: str, *, only_dead: bool = False) -> list[InnerLink]:
    """Every address inside what stands in public, as its last look left it; the dead ones first."""
    stand = {str(row.url): row for row in old_links(ledger, office, Verdict.DEAD if only_dead else "")}
    if not stand:
        return []
    public = {row.shown_key for row in public_of(ledger, office)}
    holding: dict[str, list[PackageKey]] = {}
    for one in _entries(ledger, office, _LISTED):
        key = PackageKey(office, one["package_id"], one["revision"])
        for url in one["evidence"]["urls"] if key in public else ():
            holding.setdefault(url, []).append(key)
    left = {one["facts"]["url"] for one in _entries(ledger, office, _LEFT)}
    found = [
        InnerLink(url, str(row.verdict), str(row.detail), str(row.checked_at or ""), tuple(holding[url]), url in left)
        for url, row in stand.items()
        if url in holding
    ]
    return sorted(found, key=lambda link: (not link.dead, link.left, link.url))


def leave(office: Office, ledger: Ledger, url: str, person: str) -> None:
    """A person lets a dead link be: it is looked at further, and asked for no more. Raises NotInside."""
    if office.person(person) is None:
        known = ", ".join(one.id for one in office.people)
        raise NotInside(t("tidak ada orang dengan id {person}; pilih: {known}", person=person, known=known))
    if url not in {link.url for link in inner_links(ledger, office.slug)}:
        raise NotInside(t("tidak ada kiriman yang memuat {url}; lihat alamatnya di `tayang links inside`", url=url))
    ledger.append(office.slug, [Entry(Kind.INNER_LINK, _LEFT, facts={"url": url}, evidence={"person": person})])


def dead_inside_told(room: Workroom) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the board asks about dead links inside posts: which, where, and what to type."""
    slug = room.office.slug
    dead = [link for link in inner_links(room.ledger, slug, only_dead=True) if not link.left]
    titles = {row.key: row.title for row in queries.packages(room.ledger, slug)} if dead else {}
    for link in dead[:TOLD]:
        first, others = link.packages[-1], len(link.packages) - 1
        values = {"title": titles.get(first, first.package_id), "url": link.url, "why": link.detail.rstrip(".") or t("mati")}
        if others:
            text = tn(
                "Tautan di dalam “{title}” dan {n} kiriman lain mati: {url} ({why}). Ralat kirimannya dengan", others, **values
            )
        else:
            text = t("Tautan di dalam “{title}” mati: {url} ({why}). Ralat kirimannya dengan", **values)
        yield text, ("correct", first.package_id)
        yield t("atau biarkan:"), ("links", "leave", link.url, "--by", "ID")
    if (more := len(dead) - TOLD) > 0:
        yield tn("Masih ada {n} tautan mati lain di dalam kiriman; daftarnya:", more), ("links", "inside")


def _entries(ledger: Ledger, office: str, event: str) -> list[dict[str, Any]]:
    return [one for one in queries.history(ledger, office, kinds=[Kind.INNER_LINK]) if one["event"] == event]


def _is_entered(ledger: Ledger, key: PackageKey) -> bool:
    entries = queries.history(ledger, key.office, key.package_id, [Kind.INNER_LINK])
    return any(one["revision"] == key.revision for one in entries)

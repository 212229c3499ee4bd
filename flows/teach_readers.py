"""A person shows where a site prints its reader count; the place is proved on other pages and kept for every later round."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from config.settings import HomeSettings
from config.taught import Place, taught_file, taught_places, taught_text
from flows.reader_pages import page_behind, text_of
from language.say import t
from ledger import queries
from ledger.store import Ledger
from links.session import open_session
from readership.teach import CannotTeach, Taught, teach
from safety.addresses import AddressPolicy
from safety.clock import Clock
from safety.files import write_durably

_OTHERS = 3


@dataclass(frozen=True)
class Lesson:
    """What was learned, for which host, and where it is kept."""

    host: str
    taught: Taught
    file: Path


async def run_teach(
    settings: HomeSettings, slug: str, ledger: Ledger, clock: Clock, url: str, count: str, also: list[str]
) -> Lesson:
    """Learn where `url` shows `count`, prove it on `also` (without any: on other links of the ledger), keep it.

    Raises CannotTeach; then what was known before stays.
    """
    host = urlsplit(url).netloc.lower()
    strangers = [other for other in also if urlsplit(other).netloc.lower() != host]
    if strangers:
        raise CannotTeach(t("{url} bukan halaman situs {host}", url=strangers[0], host=host))
    others = [other for other in also or _other_links(ledger, slug, host) if other != url]
    async with open_session(AddressPolicy(frozenset(settings.links.allow_hosts))) as web:
        pages = {}
        for asked in [url, *others]:
            answer, reason = await page_behind(web, asked, clock)
            if answer is None:
                raise CannotTeach(t("{url} tidak dapat dibuka: {why}", url=asked, why=reason))
            pages[asked] = text_of(answer)
    taught = teach(pages.pop(url), count, pages)
    known = taught_places(settings.path, slug)
    day = f"{clock.now().astimezone(settings.office(slug).zone):%Y-%m-%d}"
    place = Place(selector=taught.selector, taught_on=url, taught_count=count, taught_at=day, proved_on=tuple(taught.others))
    file = taught_file(settings.path, slug)
    write_durably(file, taught_text({**known, host: place}).encode(), 0o600)
    return Lesson(host, taught, file)


def _other_links(ledger: Ledger, slug: str, host: str) -> list[str]:
    """The newest links of the office on this host."""
    rows = [row for row in queries.publications(ledger, slug, states=["verified", "live"]) if row.url and row.published_at]
    newest = sorted(rows, key=lambda row: row.published_at or "", reverse=True)
    return [row.url for row in newest if urlsplit(row.url).netloc.lower() == host][: _OTHERS + 1]

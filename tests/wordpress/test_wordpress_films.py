"""Films on a real WordPress: shown once and right through REST and XML-RPC, and refused plainly where PHP takes no more."""
# ruff: noqa: S608  # the queries hold numbers and hashes of this file only

import asyncio
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from bs4 import BeautifulSoup

from connectors.contract import Connector, Found, Refused, Staged
from content_queue.package import Package, Video
from links.check import Check, Expectation, ExpectedFilm, check
from links.problems import Verdict
from links.session import open_session
from safety.addresses import AddressPolicy
from safety.clock import SystemClock
from safety.files import sha256_of
from tests.wordpress.server import RealWordPress
from tests.wordpress.test_wordpress_drafts import over_xmlrpc
from tests.wordpress.test_wordpress_real import SINCE, connect, marked, package

pytestmark = pytest.mark.wordpress
FILM = Path(__file__).parent.parent / "films" / "film.mp4"
TOLD = 'Ketua mengetuk "palu" & tersenyum'


def film(folder: Path, name: str, tail: int = 0) -> Video:
    """A film that is another one for each name; `tail` bytes longer than the sample."""
    place = folder / f"{name}.mp4"
    mark = name.encode() + bytes(tail)
    place.write_bytes(FILM.read_bytes() + (8 + len(mark)).to_bytes(4) + b"free" + mark)
    digest, size = sha256_of(place), place.stat().st_size
    return Video(place.name, place, digest, "video/mp4", 320, 180, size, 3.0, TOLD, "Palu <diketuk>")


def with_film(folder: Path, name: str) -> Package:
    return replace(package(folder, name), videos=(film(folder, name),))


def staged(connector: Connector, asked: Package, marker: str, handles: dict[str, str]) -> Staged:
    return connector.stage(connector.preview(asked), marker, dict(handles), handles.__setitem__)


def looked_at(site: RealWordPress, url: str, video: Video) -> Check:
    async def look() -> Check:
        async with open_session(AddressPolicy(frozenset({site.host}))) as web:
            return await check(web, Expectation(url, films=(ExpectedFilm(video.sha256, video.size, video.name),)), SystemClock())

    return asyncio.run(look())


def shown_right(site: RealWordPress, url: str, video: Video) -> str:
    """The address of the film, after everything about it on the page was looked at."""
    page = BeautifulSoup(requests.get(url, timeout=60).content, "lxml")
    (shown,) = page.select("figure.wp-block-video > video")
    assert (shown["preload"], shown["aria-label"]) == ("metadata", TOLD)
    assert shown.has_attr("controls")
    assert not shown.has_attr("autoplay")
    assert page.select("figure.wp-block-video > figcaption")[0].get_text() == "Palu <diketuk>"
    assert page.select("p figure") == []
    seen = looked_at(site, url, video)
    assert (seen.verdict, [one.ok for one in seen.films]) == (Verdict.LIVE_WARN, [True])  # a warning: no title was asked for
    return str(shown["src"])


def kept(site: RealWordPress, address: str) -> list[str]:
    """The titles of all files of the library that this film became."""
    name = address.rsplit("/", 1)[-1].removesuffix(".mp4")
    return site.sql(f"SELECT ID FROM wp_posts WHERE post_type='attachment' AND guid LIKE '%{name}%'").splitlines()


@pytest.mark.parametrize(("role", "name"), [("editor", "film-redaktur"), ("author", "film-penulis-situs")])
def test_a_film_is_on_the_page_once_although_the_handles_were_lost(
    real_wordpress: RealWordPress, tmp_path: Path, role: str, name: str
) -> None:
    connector, asked, marker = connect(real_wordpress, role), with_film(tmp_path, name), f"FILM{role}"
    handles: dict[str, str] = {}
    first = staged(connector, asked, marker, handles)
    again = staged(connector, asked, marker, {})
    assert again.remote_id == first.remote_id
    link = connector.reveal(again)
    found = connector.find(marked(marker, again.rendering), SINCE)
    assert isinstance(found, Found)
    assert (found.public, found.count) == (True, 1)
    address = shown_right(real_wordpress, link.url, asked.videos[0])
    assert handles[f"media:{asked.videos[0].sha256}"].split(" ")[1] == address
    assert hashlib.sha256(requests.get(address, timeout=60).content).hexdigest() == asked.videos[0].sha256
    assert len(kept(real_wordpress, address)) == 1
    library = requests.get(f"{real_wordpress.url}/wp-json/wp/v2/media", params={"slug": asked.videos[0].sha256}, timeout=60)
    (medium,) = library.json()
    assert (medium["mime_type"], medium["media_type"]) == ("video/mp4", "file")


def test_the_text_of_a_package_shows_its_film_where_it_names_it(real_wordpress: RealWordPress, tmp_path: Path) -> None:
    connector, asked = connect(real_wordpress), with_film(tmp_path, "film-di-tengah")
    (video,) = asked.videos
    source = f'<video controls preload="metadata" src="tayang-media:{video.sha256}" aria-label="a"></video>'
    asked = replace(asked, body_html=f"<p>Sebelum.</p>\n<figure>{source}</figure>\n<p>Sesudah.</p>")
    link = connector.reveal(staged(connector, asked, "FILMTENGAH", {}))
    page = BeautifulSoup(requests.get(link.url, timeout=60).content, "lxml")
    (figure,) = page.select("figure.wp-block-video")
    before, after = figure.find_previous_sibling(), figure.find_next_sibling()
    assert before is not None
    assert after is not None
    assert (before.get_text(), after.get_text()) == ("Sebelum.", "Sesudah.")


@pytest.mark.parametrize(("name", "tail"), [("film-3-mb", 3 * 2**20), ("film-9-mb", 9 * 2**20)])
def test_a_film_beyond_what_php_takes_is_refused_and_told_to_the_right_person(
    real_wordpress: RealWordPress, tmp_path: Path, name: str, tail: int
) -> None:
    connector = connect(real_wordpress)
    asked = replace(package(tmp_path, name), videos=(film(tmp_path, name, tail),))
    with pytest.raises(Refused, match="upload_max_filesize"):
        staged(connector, asked, "FILMBESAR", {})


@pytest.mark.parametrize(("role", "name"), [("editor", "rpc-film-redaktur"), ("author", "rpc-film-penulis-situs")])
def test_a_film_goes_through_xmlrpc_too(blocked_wordpress: RealWordPress, tmp_path: Path, role: str, name: str) -> None:
    for tag in ("pemilu", name):
        over_xmlrpc(blocked_wordpress)._xmlrpc.library.tag(tag, {}, lambda *_: None)
    connector, asked = over_xmlrpc(blocked_wordpress, role), with_film(tmp_path, name)
    first = staged(connector, asked, f"RPCF{role}", {})
    again = staged(connector, asked, f"RPCF{role}", {})
    assert again.remote_id == first.remote_id
    link = connector.reveal(again)
    address = shown_right(blocked_wordpress, link.url, asked.videos[0])
    assert len(kept(blocked_wordpress, address)) == 1

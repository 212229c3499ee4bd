"""One package with text, two pictures and a PDF goes to every platform of the town, and each shows what the preview showed."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import requests
from bs4 import BeautifulSoup, Tag
from PIL import Image

from connectors.accounts.youtube import YouTube
from flows.channels import limits_of
from flows.preview import PreviewDesk, check_package
from flows.wiring import Workroom
from ledger import queries
from publishing.states import State
from reports.preview import ChannelPreview
from tests.flows.days import Day
from tests.flows.homes import NAME, OFFICE, drop_news
from tests.papers import decision

FILM = Path(__file__).parent.parent / "films" / "film.mp4"
pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


@dataclass(frozen=True)
class Shown:
    """What somebody sees of one post: its words and, picture by picture, what it is and how it is told."""

    words: str
    pictures: tuple[tuple[str, str], ...]


@pytest.fixture
def before(everywhere: Day) -> dict[str, tuple[ChannelPreview, Tag]]:
    """The preview of a package for every channel of the office, as data and as it stands on the page; then it is approved."""
    with everywhere.room() as room:
        folder = for_everybody(everywhere, room)
        checked = check_package(PreviewDesk(room.settings, room.office, {}, everywhere.clock), folder)
    page = BeautifulSoup(checked.page.read_bytes(), "lxml").select("section.channel")
    assert checked.data.problems == ()
    everywhere.seal()
    everywhere.approve()
    for _ in range(3):
        everywhere.sweep(120)
    return {channel.channel: (channel, section) for channel, section in zip(checked.data.channels, page, strict=True)}


def for_everybody(day: Day, room: Workroom) -> Path:
    folder = drop_news(day.home, channels=", ".join(name for name in channels_of(room) if name not in film_only(room)))
    Image.new("RGB", (640, 360), (20, 90, 160)).save(folder / "media" / "02.jpg")
    text = (folder / "naskah.md").read_text("utf-8").replace("alt:\n", "alt:\n  02.jpg: Penyerahan berita acara\n")
    (folder / "naskah.md").write_text(text, "utf-8")
    (folder / "lampiran").mkdir()
    (folder / "lampiran" / "keputusan.pdf").write_bytes(decision(3))
    return folder


def channels_of(room: Workroom) -> list[str]:
    return [name for name, channel in room.office.channels.items() if channel.enabled]


def film_only(room: Workroom) -> list[str]:
    """The channels that take nothing but a film."""
    return [name for name in channels_of(room) if not limits_of(room.office.channels[name]).images]


def words(found: str) -> str:
    return " ".join(found.split())


def on_the_platform(url: str) -> Shown:
    """What an anonymous reader of the town gets."""
    page = BeautifulSoup(requests.get(url, timeout=60).text, "lxml")
    pictures = []
    for image in page.select("main img"):
        data = requests.get(urljoin(url, str(image["src"])), timeout=60)
        data.raise_for_status()
        pictures.append((hashlib.sha256(data.content).hexdigest(), str(image["alt"])))
    told = page.select_one(".kiriman") or page.select_one("main")
    assert told is not None
    return Shown(words(told.get_text(" ")), tuple(pictures))


def test_every_platform_of_the_town_shows_what_the_preview_showed(
    everywhere: Day, before: dict[str, tuple[ChannelPreview, Tag]]
) -> None:
    rows = everywhere.rows()
    assert {name: (row.state, row.problem) for name, row in rows.items()} == dict.fromkeys(before, (State.VERIFIED, ""))
    with everywhere.room() as room:
        limits = {name: limits_of(room.office.channels[name]) for name in before}
        films = [channel for channel in room.office.channels.values() if not limits_of(channel).images]
    ports = {urlsplit(row.url).port for row in rows.values()}
    ports |= {urlsplit(channel.api_url).port for channel in films if isinstance(channel, YouTube)}
    assert ports == set(everywhere.town.ports.values()), "a platform of the town has no channel in this office"

    link = rows["website"].url
    with_pages = []
    for name, (preview, section) in before.items():
        held = on_the_platform(rows[name].url)
        in_order = sorted if limits[name].website else list  # an article puts them where its text wants them
        assert in_order(sha256 for sha256, _ in held.pictures) == in_order(one.sha256 for one in preview.pictures), name
        if limits[name].alt_text:
            promised_alts = [str(image["alt"]) for image in section.select("article img")]
            assert in_order(alt for _, alt in held.pictures) == in_order(promised_alts), name
        article = section.select_one(".body" if limits[name].website else "article .text")
        assert article is not None
        promised = words(article.get_text(" "))
        if limits[name].website:
            assert promised in held.words
        else:
            assert held.words in (promised, f"{promised} {link}"), name
            assert (link in held.words) == preview.link_follows
        if limits[name].takes_pages:
            with_pages.append(name)
            pages = [picture.name for picture in preview.pictures[2:]]
            assert pages == [f"keputusan-hal-{n}.jpg" for n in (1, 2, 3)][: limits[name].images - 2], name
            assert f"halaman 1–{len(pages)} ikut sebagai gambar" in section.get_text()
    assert len(with_pages) >= 5


def test_a_document_alone_can_go_to_instagram(everywhere: Day) -> None:
    folder = drop_news(everywhere.home, channels="website, instagram")
    text = (folder / "naskah.md").read_text("utf-8").replace("alt:\n  01.jpg: Rapat pleno terbuka di aula kantor\n", "")
    (folder / "naskah.md").write_text(text.replace("![Rapat pleno](media/01.jpg)\n", ""), "utf-8")
    (folder / "media" / "01.jpg").unlink()
    (folder / "media").rmdir()
    (folder / "lampiran").mkdir()
    (folder / "lampiran" / "keputusan.pdf").write_bytes(decision(2))
    everywhere.seal()
    everywhere.approve(NAME)
    everywhere.sweep()
    rows = everywhere.rows()
    assert {name: row.state for name, row in rows.items()} == dict.fromkeys(("website", "instagram"), State.VERIFIED)
    alts = [alt for _, alt in on_the_platform(rows["instagram"].url).pictures]
    assert [alt[:33] for alt in alts] == ["Halaman 1 dari keputusan.pdf: KEPU"[:33], "Halaman 2 dari keputusan.pdf: KEPU"[:33]]
    assert on_the_platform(rows["website"].url).pictures == (), "the article carries the document itself"


def test_a_film_is_on_every_channel_that_takes_nothing_else_as_it_was_approved(everywhere: Day) -> None:
    with everywhere.room() as room:
        names = film_only(room)
    assert names
    folder = drop_news(everywhere.home, channels=", ".join(["website", *names]))
    (folder / "media" / "film.mp4").write_bytes(FILM.read_bytes())
    text = (folder / "naskah.md").read_text("utf-8").replace("alt:\n", "alt:\n  film.mp4: Rekaman rapat pleno\n")
    (folder / "naskah.md").write_text(text, "utf-8")
    everywhere.seal()
    everywhere.approve()
    for _ in range(3):
        everywhere.sweep(120)
    rows = everywhere.rows()
    assert {name: (row.state, row.problem) for name, row in rows.items()} == dict.fromkeys(rows, (State.VERIFIED, ""))
    with everywhere.room() as room:
        approved = room.desk.read(queries.packages(room.ledger, OFFICE)[0])
    for name in names:
        page = BeautifulSoup(requests.get(rows[name].url, timeout=60).text, "lxml")
        source = page.select_one("video[src], video source[src]")
        assert source is not None, name
        data = requests.get(urljoin(rows[name].url, str(source["src"])), timeout=60).content
        assert hashlib.sha256(data).hexdigest() == approved.videos[0].sha256, name
        assert "menetapkan daftar pemilih" in words(page.get_text(" ")), name

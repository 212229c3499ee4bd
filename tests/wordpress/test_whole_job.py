"""The whole job on a real WordPress: every example package right and once, wherever a sweep is killed."""
# ruff: noqa: S608  # the queries hold markers, numbers and names of this file only

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from bs4 import BeautifulSoup
from PIL import Image

from ledger import queries
from ledger.queries import PublicationRow
from ledger.verify import verify
from links.copy import verify_copy
from practice.town import Town
from publishing.states import State
from tests.flows.conftest import town
from tests.wordpress.homes import OFFICE, ROOT, Sweeper, drop_signed, home_on_wordpress, ledger_of
from tests.wordpress.server import RealWordPress

__all__ = ["town"]
pytestmark = [pytest.mark.wordpress, pytest.mark.usefixtures("prefect_server")]
SAID = "Rapat itu sidang dan gambarnya tertukar."
NEWS = """---
title: Rapat Pleno {name}
kind: berita
category: Berita
tags: [pleno-{name}, {name}]
channels: [website]
alt:
  01.jpg: Rapat pleno terbuka di aula kantor
captions:
  keputusan.pdf: Salinan keputusan
---
KPU Kabupaten Contoh **menetapkan** daftar pemilih.

![Rapat](media/01.jpg)

Salinan: [keputusan](lampiran/keputusan.pdf).
"""


@dataclass
class Post:
    """One row of the site's own table of posts."""

    site: RealWordPress
    number: str
    status: str
    date: str
    title: str

    def terms(self, taxonomy: str) -> list[str]:
        return self.site.sql(
            "SELECT t.name FROM wp_terms t JOIN wp_term_taxonomy x USING (term_id) JOIN wp_term_relationships r"
            f" USING (term_taxonomy_id) WHERE r.object_id = {self.number} AND x.taxonomy = '{taxonomy}'"
        ).splitlines()

    @property
    def featured_file(self) -> str:
        return self.site.sql(
            "SELECT f.meta_value FROM wp_postmeta t JOIN wp_postmeta f ON f.post_id = t.meta_value"
            f" WHERE t.post_id = {self.number} AND t.meta_key = '_thumbnail_id' AND f.meta_key = '_wp_attached_file'"
        )


class Office:
    """An office in practice on the real site."""

    def __init__(self, home: Path, site: RealWordPress, sweeper: Sweeper, town: Town) -> None:
        self.town = town
        self.home = home
        self.site = site
        self.sweeper = sweeper

    def published(self, package: str, channel: str = "website") -> list[PublicationRow]:
        book = ledger_of(self.home)
        try:
            return [
                row for row in queries.publications(book, OFFICE) if (row.key.package_id, row.key.channel) == (package, channel)
            ]
        finally:
            book.close()

    def faults(self) -> list[Any]:
        book = ledger_of(self.home)
        try:
            return list(verify(book, OFFICE))
        finally:
            book.close()

    def copy(self, package: str) -> Path:
        book = ledger_of(self.home)
        try:
            return self.home / queries.latest_copies(book, OFFICE)[(package, 1, "website")]
        finally:
            book.close()

    def said_on(self, member: str) -> list[dict[str, Any]]:
        """Everything public on a stand-in of the town."""
        truth = requests.get(f"{self.town.urls[member]}/__practice/truth", timeout=60).json()
        return [thing for thing in truth["objects"] if thing["kind"] == "post"]

    def posts_with(self, marker: str) -> list[Post]:
        """Every post of whatever state, the trash included, whose text carries the marker, as the database has it."""
        found = self.site.sql(
            "SELECT ID, post_status, post_date_gmt, post_title FROM wp_posts"
            f" WHERE post_type = 'post' AND post_content LIKE '%tayang:{marker} %'"
        )
        return [Post(self.site, *line.split("\t")) for line in found.splitlines()]

    def files_on_the_site(self) -> int:
        return int(self.site.sql("SELECT COUNT(*) FROM wp_posts WHERE post_type = 'attachment'"))


@pytest.fixture(params=["wordpress", "wordpress_xmlrpc"])
def office(request: pytest.FixtureRequest, tmp_path: Path, town: Town, sweeper_of: Callable[[Path], Sweeper]) -> Office:
    site: RealWordPress = request.getfixturevalue("real_wordpress" if request.param == "wordpress" else "blocked_wordpress")
    home = home_on_wordpress(tmp_path / "rumah", site, request.param, town)
    return Office(home, site, sweeper_of(home), town)


def test_every_example_package_is_on_the_site_once_and_right(office: Office) -> None:
    for name in ("berita-foto-word", "produk-hukum-pdf", "pengumuman-terjadwal", "salah-sengaja"):
        drop_signed(office.home, ROOT / "examples" / name, name, office.sweeper.now)
    for _ in range(2):
        office.sweeper.sweep()

    for name, category in (("berita-foto-word", "Berita"), ("produk-hukum-pdf", "Produk Hukum")):
        (row,) = office.published(name)
        assert (row.state, row.grade) == (State.VERIFIED, "public"), row.problem
        (post,) = office.posts_with(row.marker)
        assert post.status == "publish"
        assert post.terms("category") == [category]
        assert len(post.terms("post_tag")) >= 2
        assert post.featured_file.endswith((".jpg", ".png"))
        assert abs(datetime.fromisoformat(post.date).replace(tzinfo=UTC) - datetime.now(UTC)) < timedelta(minutes=10)
        page = requests.get(row.url, timeout=60)
        assert page.status_code == 200
        pictures = BeautifulSoup(page.text, "html.parser").select("main img, article img, .entry-content img")
        assert pictures
        assert all(picture.get("alt", "").strip() for picture in pictures if "wp-post-image" not in (picture.get("class") or []))
        assert verify_copy(office.copy(name)) == []
        (page_post,) = office.published(name, "facebook")
        assert (page_post.state, page_post.grade) == (State.VERIFIED, "platform"), page_post.problem
        said = [thing for thing in office.said_on("graph") if row.url in str(thing)]
        assert len(said) == 1, "the page carries the website's link, once"
    (law,) = office.published("produk-hukum-pdf")
    shown = BeautifulSoup(requests.get(law.url, timeout=60).text, "html.parser")
    (heading,) = [one for one in shown.select("h2") if one.get_text(strip=True) == "Dasar hukum"]
    assert heading.find_next("li").get_text().startswith("Undang-Undang Nomor 14 Tahun 2008")
    pdf = next(a["href"] for a in shown.select("a[href$='.pdf']"))
    assert "/keputusan-nomor-27-tahun-2026-tentang-" in str(pdf)
    assert requests.get(str(pdf), timeout=60).content == (ROOT / "examples/produk-hukum-pdf/lampiran/keputusan.pdf").read_bytes()
    assert office.published("pengumuman-terjadwal") == []
    assert (office.home / "ditahan" / "salah-sengaja" / "ALASAN.txt").exists()
    assert office.faults() == []


def test_the_site_shows_one_right_post_wherever_the_sweep_is_killed(office: Office, tmp_path: Path) -> None:
    files_before = office.files_on_the_site()
    drop_news(office, tmp_path, "pertama")
    office.sweeper.sweep()  # the home's own key is entered here, once
    whole = drop_news(office, tmp_path, "utuh")
    _, acts = office.sweeper.sweep()
    is_once_and_right(office, whole)
    assert any(act.endswith(("/posts", "newPost")) for act in acts), acts
    assert sum(act.startswith("POST") for act in acts) >= 5, acts

    for point in range(1, len(acts)):
        name = drop_news(office, tmp_path, f"titik-{point:02d}")
        killed, done = office.sweeper.sweep(kill_before=point)
        assert killed, f"the sweep was to die before act {point}, {acts[point]}; it did {done} of {acts}"
        for _ in range(6):
            office.sweeper.sweep()
            if [row.state for row in office.published(name)] == [State.VERIFIED]:
                break
        is_once_and_right(office, name)
    assert office.files_on_the_site() - files_before == 2 * (len(acts) + 1), "a picture and a PDF for each package, never twice"
    assert office.faults() == []


def test_the_site_shows_the_corrected_post_wherever_the_sweep_is_killed(office: Office, tmp_path: Path) -> None:
    whole = corrected_after(office, tmp_path, "ralat-utuh")
    _, acts = office.sweeper.sweep()
    is_corrected(office, whole)
    assert len(acts) >= 6, acts
    for point in range(acts.index("append sending"), len(acts)):
        name = corrected_after(office, tmp_path, f"ralat-{point:02d}")
        killed, done = office.sweeper.sweep(kill_before=point)
        assert killed, f"the sweep was to die before act {point}, {acts[point]}; it did {done} of {acts}"
        for _ in range(6):
            office.sweeper.sweep()
            if [row.shown for row in office.published(name)] == [2]:
                break
        is_corrected(office, name)
    assert office.faults() == []


def corrected_after(office: Office, tmp_path: Path, name: str) -> str:
    """A package that is public, and its approved correction in masuk/: another picture, other words, another title."""
    drop_news(office, tmp_path, name)
    office.sweeper.sweep()
    is_once_and_right(office, name)
    source = tmp_path / name
    Image.new("RGB", (320, 180), tuple(hashlib.sha256(f"{name} diralat".encode()).digest()[:3])).save(source / "media" / "01.jpg")
    text = (source / "naskah.md").read_text("utf-8").replace("title: Rapat", f"correction: {SAID}\ntitle: Sidang")
    (source / "naskah.md").write_text(text, encoding="utf-8")
    drop_signed(office.home, source, name, office.sweeper.now)
    return name


def is_corrected(office: Office, name: str) -> None:
    (row,) = office.published(name)
    assert (row.state, row.shown) == (State.VERIFIED, 2), row.problem
    posts = office.posts_with(row.marker)
    assert [(post.status, post.title) for post in posts] == [("publish", f"Sidang Pleno {name}")]
    page = requests.get(row.url, timeout=60).text
    assert SAID in BeautifulSoup(page, "html.parser").get_text()
    titled = f"SELECT COUNT(*) FROM wp_posts WHERE post_type = 'post' AND post_title LIKE '% Pleno {name}'"
    assert office.site.sql(titled) == "1"


def drop_news(office: Office, tmp_path: Path, name: str, text: str = NEWS) -> str:
    source = tmp_path / name
    (source / "media").mkdir(parents=True)
    (source / "lampiran").mkdir()
    shade = tuple(hashlib.sha256(name.encode()).digest()[:3])
    Image.new("RGB", (320, 180), shade).save(source / "media" / "01.jpg")
    paper = (ROOT / "examples" / "produk-hukum-pdf" / "lampiran" / "keputusan.pdf").read_bytes()
    (source / "lampiran" / "keputusan.pdf").write_bytes(paper + f"% {name}\n".encode())
    (source / "naskah.md").write_text(text.format(name=name), encoding="utf-8")
    drop_signed(office.home, source, name, office.sweeper.now)
    return name


def is_once_and_right(office: Office, name: str) -> None:
    (row,) = office.published(name)
    assert row.state == State.VERIFIED, f"{name}: {row.state} {row.problem}"
    posts = office.posts_with(row.marker)
    assert [(post.status, post.title) for post in posts] == [("publish", f"Rapat Pleno {name}")]
    assert posts[0].terms("category") == ["Berita"]
    assert sorted(posts[0].terms("post_tag")) == sorted([f"pleno-{name}", name])
    assert posts[0].featured_file
    titled = office.site.sql(f"SELECT COUNT(*) FROM wp_posts WHERE post_type = 'post' AND post_title = 'Rapat Pleno {name}'")
    assert titled == "1"
    assert verify_copy(office.copy(name)) == []

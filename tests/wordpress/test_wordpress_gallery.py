"""Several pictures that the text does not place, as readers see them on a real WordPress: a gallery in the theme's own way."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from bs4 import BeautifulSoup
from PIL import Image as Picture
from PIL import ImageDraw
from playwright.sync_api import sync_playwright

from connectors.wordpress import WordPress
from connectors.wordpress_body import final, sealed, unbroken
from content_queue.package import Image, Package
from tests.browser.conftest import CHROMIUM
from tests.wordpress.server import RealWordPress
from tests.wordpress.test_wordpress_drafts import Way, over_xmlrpc, stage, way
from tests.wordpress.test_wordpress_real import connect, package

__all__ = ["way"]
SHAPES = ((1600, 900), (900, 1200), (1200, 1200), (1600, 1067), (640, 480))


def with_pictures(folder: Path, name: str, count: int, **changes: object) -> Package:
    """A package whose text places none of its pictures; each has its own alt text and every second a caption."""
    made = []
    for number in range(count):
        shape = SHAPES[number % len(SHAPES)]
        canvas = Picture.new("RGB", shape, (40 + 40 * number, 120, 200 - 30 * number))
        ImageDraw.Draw(canvas).ellipse((60, 60, shape[0] - 60, shape[1] - 60), fill=(250, 250 - 40 * number, 210))
        place = folder / f"{name}-{number}.jpg"
        canvas.save(place, "JPEG")
        data = place.read_bytes()
        caption = f"Suasana <b>pleno</b> {number} & tamu" if number % 2 == 0 else ""
        made.append(
            Image(
                place.name,
                place,
                hashlib.sha256(data).hexdigest(),
                "image/jpeg",
                *shape,
                len(data),
                f"Rapat ke-{number}",
                caption,
            )
        )
    return replace(package(folder, name), images=tuple(made), **changes)  # type: ignore[arg-type]  # fields by name


@pytest.mark.wordpress
def test_several_pictures_are_one_gallery_with_alt_and_captions(way: Way, tmp_path: Path) -> None:
    connector, name = way.connect(), f"galeri-{way.site.port}"
    rendering = connector.preview(with_pictures(tmp_path, name, 3))
    handles: dict[str, str] = {}
    link = connector.reveal(stage(connector, rendering, name, handles))
    page = BeautifulSoup(requests.get(link.url, timeout=60).text, "html.parser")
    (gallery,) = page.select("figure.wp-block-gallery.has-nested-images")
    pictures = gallery.select("figure.wp-block-image img")
    assert [picture["alt"] for picture in pictures] == ["Rapat ke-0", "Rapat ke-1", "Rapat ke-2"]
    for picture, image in zip(pictures, rendering.images, strict=True):
        number, _, address = handles[f"media:{image.sha256}"].partition(" ")
        assert picture["src"] == address
        assert picture.parent is not None
        assert picture.parent.get("href") == address, "a crop leads to the whole picture"
        assert f"wp-image-{number}" in picture["class"]
        assert picture["srcset"], "a phone fetches a smaller one"
    captions = [one.get_text() for one in gallery.select("figcaption.wp-element-caption")]
    assert captions == ["Suasana <b>pleno</b> 0 & tamu", "Suasana <b>pleno</b> 2 & tamu"]
    assert connector.look(link).images == 3


@pytest.mark.wordpress
def test_one_picture_alone_is_no_gallery_and_fits_the_page(real_wordpress: RealWordPress, tmp_path: Path) -> None:
    connector = connect(real_wordpress)
    link = connector.reveal(stage(connector, connector.preview(with_pictures(tmp_path, "sendiri", 1)), "SENDIRI1", {}))
    page = BeautifulSoup(requests.get(link.url, timeout=60).text, "html.parser")
    assert not page.select(".wp-block-gallery")
    (picture,) = page.select(".entry-content figure > img[alt='Rapat ke-0']")
    assert "wp-image-" in " ".join(picture["class"])
    assert picture["srcset"]


@pytest.mark.wordpress
@pytest.mark.browser
@pytest.mark.parametrize(("width", "beside"), [(1280, 3), (390, 2)])
def test_the_gallery_stands_side_by_side_within_the_page(
    real_wordpress: RealWordPress, tmp_path: Path, width: int, beside: int
) -> None:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"needs Chromium ({CHROMIUM})")
    connector = connect(real_wordpress)
    name = f"layar-{width}"
    link = connector.reveal(stage(connector, connector.preview(with_pictures(tmp_path, name, 3)), name, {}))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": width, "height": 900})
        page.goto(link.url)
        wide = page.evaluate("document.documentElement.scrollWidth")
        tops = page.eval_on_selector_all(".wp-block-gallery figure", "all => all.map(one => one.getBoundingClientRect().top)")
        chromium.close()
    assert wide <= width
    assert len(tops) == 3
    assert tops.count(min(tops)) == beside


def test_nothing_that_an_alt_text_says_is_run_as_a_block() -> None:
    article = "".join(f'<figure><img src="tayang-media:{n * 64}" alt="x <!-- wp:html --> --> y"></figure>' for n in "ab")
    files = {n * 64: (number, f"http://situs/{n}.jpg") for number, n in enumerate("ab", start=7)}
    for text in (f"<figure>{article}</figure>", article):
        sent = final(text, files, "M1")
        assert "<!-- wp:html" not in sent
        assert 'wp-image-7"' in sent
        assert 'wp-image-8"' in sent
    assert final("<p>a<!-- wp:latest-posts /--></p>", {}, "M1").count("<!--") == 1


def test_a_seal_tells_another_picture_and_survives_a_move_to_https() -> None:
    body = '<p>Isi <a href="http://situs.example/a.pdf">PDF</a></p><img src="http://situs.example/x.jpg" alt="">'
    whole = sealed("Judul", body)
    assert unbroken("Judul", whole)
    assert unbroken("Judul", whole.replace("http://situs.example", "https://baru.example"))
    for old, new in (("x.jpg", "y.jpg"), ("a.pdf", "b.pdf"), ("Isi", "Lain")):
        assert not unbroken("Judul", whole.replace(old, new))
    assert not unbroken("Lain", whole)


def test_a_seal_over_the_words_alone_that_an_earlier_version_wrote_still_holds() -> None:
    words_only = hashlib.sha256(b"Judul\nIsi").hexdigest()[:32]
    assert unbroken("Judul", f"<p>Isi</p>\n<!-- tayang-segel:{words_only} -->")
    assert not unbroken("Judul", f"<p>Ini</p>\n<!-- tayang-segel:{words_only} -->")


@pytest.mark.wordpress
def test_the_site_s_own_filter_for_authors_breaks_no_seal(way: Way, tmp_path: Path) -> None:
    """What WordPress itself rewrites in an author's HTML is no change by a person: the post may still be amended."""
    rest = isinstance(way.connect(), WordPress)
    connector = connect(way.site, "author") if rest else over_xmlrpc(way.site, "author")
    name = f"saring-{way.site.port}"
    body = (
        '<p>“Kutip” &amp; <em>miring</em> — 5 &lt; 7 <a href="https://a.example/?a=1&amp;b=[2]&amp;c=é ü#x">tautan</a> '
        '<a href="mailto:a@b.example">surat</a></p><table><tbody><tr><td>1</td></tr></tbody></table>'
    )
    rendering = replace(connector.preview(with_pictures(tmp_path, name, 3, body_html=body)), tags=())
    link = connector.reveal(stage(connector, rendering, name, {}))
    stored = way.content(link.remote_id)
    assert "wp:gallery" in stored
    better = replace(rendering, summary="Ringkasan lain")
    assert connector.amend(link, better, lambda *_: None).url == link.url
    assert connector.amend(link, better, lambda *_: None).url == link.url
    figures = BeautifulSoup(requests.get(link.url, timeout=60).text, "html.parser").select(".wp-block-gallery img")
    assert len(figures) == 3

"""A correction on a real WordPress: everything at once, in the same place, and never over what a person wrote."""
# ruff: noqa: S608  # the queries hold numbers and markers of this file only

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image as Picture

from connectors.contract import Connector, Found, Link, MaybePublished, NeedsHuman, Refused, Rendering
from connectors.http import Timeouts, session
from connectors.wordpress import WordPress
from connectors.wordpress_xmlrpc import WordPressXmlRpc
from content_queue.package import Attachment, Image
from safety.addresses import AddressPolicy
from safety.redaction import Redactor
from tests.connectors.conformance import Handles
from tests.wordpress.front import Front
from tests.wordpress.test_wordpress_drafts import Way, stage, way
from tests.wordpress.test_wordpress_real import SINCE, marked, package

__all__ = ["way"]
pytestmark = pytest.mark.wordpress


def published(way: Way, folder: Path, name: str) -> tuple[Link, Rendering]:
    connector = way.connect()
    rendering = connector.preview(package(folder, name))
    return connector.reveal(stage(connector, rendering, name, {})), rendering


def corrected(connector: Connector, folder: Path, name: str) -> Rendering:
    """Another title, text, picture, PDF, category and tag."""
    place, paper = folder / "02.jpg", folder / "ralat.pdf"
    Picture.new("RGB", (64, 48), tuple(hashlib.sha256(name.encode()).digest()[:3])).save(place, "JPEG")
    paper.write_bytes(b"%PDF-1.4\n% ralat " + name.encode())
    hashes = [hashlib.sha256(one.read_bytes()).hexdigest() for one in (place, paper)]
    image = Image("02.jpg", place, hashes[0], "image/jpeg", 64, 48, place.stat().st_size, "Foto yang benar", "")
    sheet = Attachment("ralat.pdf", paper, hashes[1], "application/pdf", paper.stat().st_size, "Salinan yang benar")
    content = replace(package(folder, name, body="<p>Isi yang benar.</p>"), title=f"Ralat: {name}", category="Pengumuman",
                      tags=("ralat",), images=(image,), attachments=(sheet,), slug="alamat-lain")  # fmt: skip
    return connector.preview(content)


def row(way: Way, link: Link, *columns: str) -> list[str]:
    return way.site.sql(f"SELECT {', '.join(columns)} FROM wp_posts WHERE ID={int(link.remote_id)}").split("\t")


def terms(way: Way, link: Link) -> set[str]:
    query = ("SELECT t.name FROM wp_term_relationships r JOIN wp_term_taxonomy x USING (term_taxonomy_id) "
             f"JOIN wp_terms t USING (term_id) WHERE r.object_id={int(link.remote_id)}")  # fmt: skip
    return set(way.site.sql(query).splitlines())


def featured(way: Way, link: Link) -> str:
    where = f"meta_key='_thumbnail_id' AND post_id={int(link.remote_id)}"
    return way.site.sql(f"SELECT meta_value FROM wp_postmeta WHERE {where}")


def test_everything_is_replaced_at_the_same_address_with_the_same_mark(way: Way, tmp_path: Path) -> None:
    name = f"ralat-{way.site.port}"
    link, old = published(way, tmp_path, name)
    slug, date = row(way, link, "post_name", "post_date_gmt")
    connector, handles = way.connect(), Handles()
    better = corrected(connector, tmp_path, name)
    amended = connector.amend(link, better, handles.record)
    assert (amended.url, amended.remote_id, amended.published_at) == (link.url, link.remote_id, link.published_at)
    assert row(way, link, "post_name", "post_date_gmt", "post_status") == [slug, date, "publish"]
    page = requests.get(link.url, timeout=60).text
    for shown in ("Isi yang benar.", f"Ralat: {name}", "Salinan yang benar", 'alt="Foto yang benar"', f"tayang:{name} "):
        assert shown in page
    for gone in ("Isi naskah", "Keputusan Nomor 1", old.images[0].sha256[:12]):
        assert gone not in page
    assert terms(way, link) == {"Pengumuman", "ralat"}
    assert featured(way, link) == handles.kept[f"media:{better.images[0].sha256}"].split(" ")[0]
    assert handles.kept["amended"].startswith(f"{link.remote_id} ")
    assert f"media:{better.attachments[0].sha256}" in handles.kept
    found = connector.find(marked(name, old), SINCE)
    assert isinstance(found, Found)
    assert (found.remote_id, found.public, found.count) == (link.remote_id, True, 1)

    twice = replace(better, text="<p>Isi yang paling benar.</p>", images=(), attachments=())
    assert way.connect().amend(link, twice, handles.record).url == link.url
    assert "Isi yang paling benar." in requests.get(link.url, timeout=60).text
    assert featured(way, link) == "", "a correction without a picture takes the featured one away"


@pytest.mark.parametrize("by_hand", ["words", "picture", "title"])
def test_what_a_person_changed_since_is_not_overwritten(way: Way, tmp_path: Path, by_hand: str) -> None:
    name = f"tangan-{by_hand}-{way.site.port}"
    link, _ = published(way, tmp_path, name)
    column, old, new = {
        "words": ("post_content", "Isi naskah", "Isi yang diketik orang"),
        "picture": ("post_content", "/01-", "/99-"),
        "title": ("post_title", "Penetapan", "Judul orang"),
    }[by_hand]
    where = f"ID={int(link.remote_id)}"
    way.site.sql(f"UPDATE wp_posts SET {column}=REPLACE({column}, '{old}', '{new}') WHERE {where}")
    before = row(way, link, "MD5(post_content)", "post_title", "post_modified_gmt")
    with pytest.raises(NeedsHuman, match=r"diubah orang.*riwayat revisi"):
        way.connect().amend(link, corrected(way.connect(), tmp_path, name), Handles().record)
    assert row(way, link, "MD5(post_content)", "post_title", "post_modified_gmt") == before


def test_a_person_who_saves_while_the_files_are_on_their_way_wins(way: Way, tmp_path: Path) -> None:
    name = f"sementara-{way.site.port}"
    link, _ = published(way, tmp_path, name)
    kept = Handles()

    def saved_meanwhile(what: str, handle: str) -> None:
        kept.record(what, handle)
        if what.startswith("media:"):
            way.site.sql(f"UPDATE wp_posts SET post_modified_gmt='2030-01-01 00:00:00' WHERE ID={int(link.remote_id)}")

    with pytest.raises(NeedsHuman, match="diubah orang"):
        way.connect().amend(link, corrected(way.connect(), tmp_path, name), saved_meanwhile)
    assert "Isi naskah" in requests.get(link.url, timeout=60).text
    assert any(what.startswith("media:") for what in kept.kept), "files that are there already are not sent again"


def test_what_is_no_longer_public_is_not_amended(way: Way, tmp_path: Path) -> None:
    name = f"turun-{way.site.port}"
    link, _ = published(way, tmp_path, name)
    better = corrected(way.connect(), tmp_path, name)
    way.site.sql(f"UPDATE wp_posts SET post_status='private' WHERE ID={int(link.remote_id)}")
    with pytest.raises(NeedsHuman, match="berstatus private"):
        way.connect().amend(link, better, Handles().record)
    way.site.sql(f"UPDATE wp_posts SET post_status='publish' WHERE ID={int(link.remote_id)}")
    with pytest.raises(Refused, match="wajib"):
        way.connect().amend(link, replace(better, title=" "), Handles().record)
    way.connect().withdraw(link)
    with pytest.raises(NeedsHuman, match="tidak ada lagi"):
        way.connect().amend(link, better, Handles().record)
    assert row(way, link, "post_status") == ["trash"]


def through(front: Front, way: Way) -> Connector:
    """The same way in, over the proxy that fails on request."""
    host = front.urls["site"].removeprefix("http://")
    secret = way.site.passwords["editor"]
    line = session(AddressPolicy(frozenset({host})), Redactor([secret]), Timeouts(5, 20, 30))
    if isinstance(way.connect(), WordPress):
        return WordPress(front.urls["site"], "editor", secret, line, "website")
    return WordPressXmlRpc(front.urls["site"], "editor", secret, line)


@pytest.mark.parametrize("action", ["drop_after", "status_500_after", "drop_before", "html_200"])
def test_a_lost_answer_is_made_good_by_amending_again_and_the_post_was_never_hidden(
    way: Way, tmp_path: Path, action: str
) -> None:
    name = f"hilang-{action.replace('_', '-')}-{way.site.port}"
    link, old = published(way, tmp_path, name)
    with Front(way.site, name).running() as front:
        connector = through(front, way)
        better, handles = corrected(connector, tmp_path, name), Handles()
        number = link.remote_id
        path = (
            rf"^/wp-json/wp/v2/posts/{number} "
            if isinstance(connector, WordPress)
            else r"(?s)wp\.editPost.*if_not_modified_since"
        )
        fault: dict[str, Any] = {"action": action, "path": path}
        requests.post(f"{front.urls['site']}/__practice/faults", json=fault, timeout=60).raise_for_status()
        with pytest.raises(MaybePublished):
            connector.amend(link, better, handles.record)
        assert row(way, link, "post_status") == ["publish"]
        connector.amend(link, better, handles.record)
    page = requests.get(link.url, timeout=60).text
    assert "Isi yang benar." in page
    assert "Isi naskah" not in page
    assert terms(way, link) == {"Pengumuman", "ralat"}
    assert way.ours(name) == 1
    sha = better.images[0].sha256
    media = (
        f"SELECT COUNT(*) FROM wp_posts WHERE post_type='attachment' AND (post_name='{sha}' OR post_title LIKE '%{sha[:32]}%')"
    )
    assert way.site.sql(media) == "1", "no file is kept twice"
    assert old.slug in link.url

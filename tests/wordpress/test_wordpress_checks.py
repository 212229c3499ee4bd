"""What the facts of the platform ask a connector to prove on a real WordPress, as far as no other file here does."""
# ruff: noqa: S608  # the queries hold numbers and names of this file only

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from bs4 import BeautifulSoup

from connectors.contract import Connector, NeedsHuman, Refused
from connectors.http import Timeouts, session
from connectors.wordpress import WordPress
from connectors.wordpress_xmlrpc import WordPressXmlRpc
from content_queue.package import Attachment
from safety.addresses import AddressPolicy
from safety.redaction import Redactor
from tests.wordpress.server import RealWordPress
from tests.wordpress.test_wordpress_drafts import Way, over_xmlrpc, stage, way
from tests.wordpress.test_wordpress_real import connect, package

__all__ = ["way"]
pytestmark = pytest.mark.wordpress
ZONES = {"WIB": ("Asia/Jakarta", 7), "WITA": ("Asia/Makassar", 8), "WIT": ("Asia/Jayapura", 9)}


def as_role(way: Way, role: str) -> Connector:
    return connect(way.site, role) if isinstance(way.connect(), WordPress) else over_xmlrpc(way.site, role)


def files(way: Way) -> int:
    return int(way.site.sql("SELECT COUNT(*) FROM wp_posts WHERE post_type='attachment'"))


def test_a_contributor_is_told_so_and_nothing_of_the_package_reaches_the_site(way: Way, tmp_path: Path) -> None:
    small, before = as_role(way, "contributor"), files(way)
    health = small.check()
    assert (health.ok, health.may_publish) == (False, False)
    assert "peran" in " ".join(health.problems)
    with pytest.raises(NeedsHuman):
        stage(small, small.preview(package(tmp_path, f"kecil-{way.site.port}")), f"KECIL-{way.site.port}", {})
    assert files(way) == before
    assert way.ours(f"KECIL-{way.site.port}") == 0


def test_a_picture_that_wordpress_refuses_with_500_is_refused_for_good_and_sent_once(way: Way, tmp_path: Path) -> None:
    line = session(AddressPolicy(frozenset({way.site.host})), Redactor([]), Timeouts(5, 30, 60))
    sent: list[tuple[str, bytes]] = []
    line.hooks["response"].append(lambda answer, *_, **__: sent.append((answer.request.url, answer.request.body or b"")))
    over_rest, name = isinstance(way.connect(), WordPress), f"svg-{way.site.port}"
    kind = WordPress if over_rest else WordPressXmlRpc
    connector = kind(way.site.url, "editor", way.site.passwords["editor"], line, "website")
    place = tmp_path / "denah.svg"
    place.write_bytes(b'<svg xmlns="http://www.w3.org/2000/svg"/>')
    data = place.read_bytes()
    drawing = Attachment("denah.svg", place, hashlib.sha256(data).hexdigest(), "image/svg+xml", len(data), "Denah")
    rendering = replace(connector.preview(package(tmp_path, name)), attachments=(drawing,), tags=())
    with pytest.raises(Refused, match="berkas"):
        stage(connector, rendering, name, {})
    uploads = [url for url, body in sent if (drawing.sha256 in url and body) or (b"wp.uploadFile" in body and b"svg+xml" in body)]
    assert len(uploads) == 1
    assert way.ours(name) == 0


def test_a_tag_that_somebody_made_before_is_adopted(real_wordpress: RealWordPress, tmp_path: Path) -> None:
    auth = ("editor", real_wordpress.passwords["editor"])
    made = requests.post(f"{real_wordpress.url}/wp-json/wp/v2/tags", json={"name": "Sudah Ada"}, auth=auth, timeout=60).json()[
        "id"
    ]
    connector = connect(real_wordpress, "author")
    rendering = replace(connector.preview(package(tmp_path, "istilah")), tags=("sudah ada",))
    staged = stage(connector, rendering, "ISTILAH9", {})
    post = requests.get(f"{real_wordpress.url}/wp-json/wp/v2/posts/{staged.remote_id}?context=edit", auth=auth, timeout=60).json()
    assert post["tags"] == [made]


@pytest.fixture(params=ZONES)
def in_zone(request: pytest.FixtureRequest, way: Way) -> Iterator[str]:
    """The site itself keeps the zone's time, as an office sets it in WordPress."""

    def keep(zone: str) -> None:
        way.site.sql(f"UPDATE wp_options SET option_value='{zone}' WHERE option_name='timezone_string'")

    keep(ZONES[request.param][0])
    yield request.param
    keep("")


def test_what_is_published_now_carries_this_moment_whatever_the_site_s_zone(way: Way, tmp_path: Path, in_zone: str) -> None:
    connector, name = way.connect(), f"zona-{in_zone.lower()}-{way.site.port}"
    link = connector.reveal(stage(connector, connector.preview(package(tmp_path, name)), name, {}))
    local, gmt = way.site.sql(f"SELECT post_date, post_date_gmt FROM wp_posts WHERE ID={int(link.remote_id)}").split("\t")
    stated = datetime.fromisoformat(gmt).replace(tzinfo=UTC)
    assert abs(stated - datetime.now(UTC)) < timedelta(minutes=2)
    assert datetime.fromisoformat(local) - datetime.fromisoformat(gmt) == timedelta(hours=ZONES[in_zone][1])
    assert link.published_at == stated
    shown = BeautifulSoup(requests.get(link.url, timeout=60).text, "html.parser").select_one("time[datetime]")
    assert shown is not None
    assert datetime.fromisoformat(str(shown["datetime"])) == stated


def test_a_picture_that_another_account_keeps_already_is_kept_once_more_for_ours_and_never_again(
    way: Way, tmp_path: Path
) -> None:
    """An author may neither see nor describe an editor's file; WordPress gives the second a name of its own."""
    name = f"berbagi-{way.site.port}"
    rendering = replace(way.connect().preview(package(tmp_path, name)), tags=())
    stage(way.connect(), rendering, f"{name}-redaktur", {})
    own: list[str] = []
    for number in range(2):
        handles: dict[str, str] = {}
        author = as_role(way, "author")
        link = author.reveal(stage(author, rendering, f"{name}-penulis-{number}", handles))
        assert requests.get(link.url, timeout=60).status_code == 200
        own.append(handles[f"media:{rendering.images[0].sha256}"])
    assert own[0] == own[1]
    sha = rendering.images[0].sha256
    kept = f"post_type='attachment' AND (post_name LIKE '{sha}%' OR post_title LIKE '%{sha[:32]}%')"
    assert way.site.sql(f"SELECT COUNT(*) FROM wp_posts WHERE {kept}") == "2"

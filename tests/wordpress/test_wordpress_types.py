"""Announcements as pages, and what a plugin registers, on a real WordPress: nothing looks among the posts only."""
# ruff: noqa: S608  # the queries hold numbers and markers of this file only

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from connectors.contract import Absent, Connector, Fingerprint, Found, Link, NeedsHuman, Rendering, Strays, Tidies
from connectors.http import Timeouts, session
from connectors.wordpress import WordPress
from connectors.wordpress_xmlrpc import WordPressXmlRpc
from content_queue.package import Kind
from safety.addresses import AddressPolicy
from safety.redaction import Redactor
from tests.wordpress.server import RealWordPress
from tests.wordpress.test_wordpress_drafts import stage
from tests.wordpress.test_wordpress_real import SINCE, marked, package

pytestmark = pytest.mark.wordpress
CHOSEN = {"pengumuman": "pengumuman", "produk-hukum": "produk_hukum", "agenda": "page", "berita": "post"}
Connect = Callable[..., Connector]


@pytest.fixture(params=["rest", "xmlrpc"])
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def site(way: str, request: pytest.FixtureRequest) -> RealWordPress:
    found: RealWordPress = request.getfixturevalue("real_wordpress" if way == "rest" else "blocked_wordpress")
    return found


@pytest.fixture
def connect(way: str, site: RealWordPress) -> Connect:
    def connected(post_types: Mapping[str, str] = CHOSEN, role: str = "editor", password: str = "") -> Connector:
        secret = password or site.passwords[role]
        line = session(AddressPolicy(frozenset({site.host})), Redactor([secret]), Timeouts(5, 30, 60))
        if way == "rest":
            return WordPress(site.url, role, secret, line, "website", post_types)
        return WordPressXmlRpc(site.url, role, secret, line, post_types=post_types)

    return connected


def of_kind(connector: Connector, folder: Path, kind: Kind, name: str) -> Rendering:
    return connector.preview(replace(package(folder, name), kind=kind))


def terms(site: RealWordPress, number: str) -> set[str]:
    query = ("SELECT t.name FROM wp_term_relationships r JOIN wp_term_taxonomy x USING (term_taxonomy_id) "
             f"JOIN wp_terms t USING (term_id) WHERE r.object_id={int(number)}")  # fmt: skip
    return set(site.sql(query).splitlines())


def stored(site: RealWordPress, marker: str) -> list[list[str]]:
    """Every post of whatever type with the marker, not its revisions: type, status."""
    where = f"post_type != 'revision' AND post_content LIKE '%tayang:{marker} %'"
    rows = site.sql(f"SELECT post_type, post_status FROM wp_posts WHERE {where} ORDER BY ID").splitlines()
    return [row.split("\t") for row in rows]


@pytest.mark.parametrize(
    ("kind", "post_type", "terms_kept"),
    [
        (Kind.ANNOUNCEMENT, "pengumuman", True),
        (Kind.LEGAL, "produk_hukum", False),
        (Kind.AGENDA, "page", False),
        (Kind.NEWS, "post", True),
        (Kind.PRESS_RELEASE, "post", True),
    ],
)
def test_each_kind_goes_where_the_office_wants_it_and_is_found_there_again(
    way: str, site: RealWordPress, connect: Connect, tmp_path: Path, kind: Kind, post_type: str, terms_kept: bool
) -> None:
    mark, name = f"JENIS-{way}-{kind}", f"jenis-{way}-{kind}"
    connector = connect()
    rendering = of_kind(connector, tmp_path, kind, name)
    assert connector.find(marked(mark, rendering), SINCE) == Absent()
    handles: dict[str, str] = {}
    staged = stage(connector, rendering, mark, handles)
    assert stored(site, mark) == [[post_type, "draft"]]
    assert connector.find(marked(mark, rendering), SINCE) == Found(staged.remote_id, public=False)
    assert stage(connect(), rendering, mark, {}).remote_id == staged.remote_id, "a lost answer makes no second draft"
    staged = stage(connect(), rendering, mark, handles)
    link = connect().reveal(staged)
    assert connect().reveal(staged) == link
    number = link.remote_id.rpartition(":")[2]
    assert stored(site, mark) == [[post_type, "publish"]]
    page = requests.get(link.url, timeout=60)
    assert (page.status_code, f"tayang:{mark}" in page.text, "Keputusan Nomor 1" in page.text) == (200, True, True)
    assert terms(site, number) == ({"Berita", "pemilu", name} if terms_kept else set())
    found = connect().find(marked(mark, rendering), SINCE)
    assert isinstance(found, Found)
    assert (found.remote_id, found.public, found.count, found.url) == (link.remote_id, True, 1, link.url)
    look = connect().look(link)
    assert (look.state, look.images) == ("public", 1)
    connect().readers(link)

    better = replace(rendering, title="Judul yang dibetulkan", text="<p>Isi yang benar.</p>", images=(), attachments=())
    assert connect().amend(link, better, lambda *_: None).url == link.url
    shown = requests.get(link.url, timeout=60).text
    assert "Isi yang benar." in shown
    assert "Keputusan Nomor 1" not in shown
    connect().withdraw(link)
    connect().withdraw(link)
    assert connect().look(link).state == "gone"
    assert requests.get(link.url, timeout=60).status_code == 404
    assert stored(site, mark) == [[post_type, "trash"]]


def test_a_late_draft_of_another_type_is_tidied_away_too(way: str, site: RealWordPress, connect: Connect, tmp_path: Path) -> None:
    connector, mark = connect(), f"SESATJENIS-{way}"
    assert isinstance(connector, Tidies)
    rendering = of_kind(connector, tmp_path, Kind.AGENDA, f"sesat-jenis-{way}")
    staged = stage(connector, rendering, mark, {})
    link = connector.reveal(staged)
    columns = "post_author, post_title, post_excerpt, post_name, post_type, to_ping, pinged, post_content_filtered"
    dates = "post_date, post_date_gmt, post_modified, post_modified_gmt"
    number = int(staged.remote_id.rpartition(":")[2])
    site.sql(
        f"INSERT INTO wp_posts ({columns}, {dates}, post_content, post_status) "
        f"SELECT {columns}, {dates}, post_content, 'draft' FROM wp_posts WHERE ID={number}"
    )
    ours = Fingerprint(mark, rendering.title, rendering.text, "", rendering.slug, 1, link.remote_id)
    strays = connector.strays(ours, link.remote_id)
    assert len(strays.ours) == 1
    assert connector.discard(strays.ours[0], ours)
    assert connector.strays(ours, link.remote_id) == Strays()
    assert stored(site, mark) == [["page", "publish"], ["page", "trash"]]


def test_what_was_published_stays_known_when_the_office_chooses_anew(way: str, connect: Connect, tmp_path: Path) -> None:
    rendering = of_kind(connect(), tmp_path, Kind.AGENDA, f"pindah-{way}")
    link = connect().reveal(stage(connect(), rendering, f"PINDAH-{way}", {}))
    usual = connect({})
    assert usual.look(link).state == "public"
    usual.withdraw(link)
    assert usual.look(link).state == "gone"


@pytest.mark.parametrize(
    ("chosen", "role", "said"),
    [
        ({"agenda": "pengumumam"}, "editor", "tidak ada di"),
        ({"agenda": "dalam"}, "editor", "tidak memuat isi"),
        ({"agenda": "page"}, "author", "tidak boleh menayangkan naskah jenis “page”"),
    ],
)
def test_the_doctor_says_why_a_type_cannot_be_used(
    connect: Connect, tmp_path: Path, chosen: dict[str, str], role: str, said: str
) -> None:
    connector = connect(chosen, role)
    health = connector.check()
    assert not health.ok
    assert said in " ".join(health.problems)
    with pytest.raises(NeedsHuman, match="naskah"):
        stage(connector, of_kind(connector, tmp_path, Kind.AGENDA, "dokter"), "DOKTER1", {})


def test_a_type_that_rest_does_not_show_is_told_with_the_way_out(
    real_wordpress: RealWordPress, blocked_wordpress: RealWordPress
) -> None:
    def checked(site: RealWordPress, kind: type[WordPress] | type[WordPressXmlRpc]) -> tuple[bool, str]:
        line = session(AddressPolicy(frozenset({site.host})), Redactor([]), Timeouts(5, 30, 60))
        health = kind(site.url, "editor", site.passwords["editor"], line, "website", post_types={"agenda": "tanpa_rest"}).check()  # type: ignore[call-arg]
        return health.ok, " ".join(health.problems)

    ok, said = checked(real_wordpress, WordPress)
    assert not ok
    assert "wordpress_xmlrpc" in said
    assert checked(blocked_wordpress, WordPressXmlRpc)[0]


def test_the_doctor_says_what_a_type_leaves_out_and_the_account_is_still_good(connect: Connect) -> None:
    health = connect({"produk-hukum": "produk_hukum"}).check()
    assert (health.ok, health.may_publish) == (True, True)
    assert "tidak memuat kategori, tagar, gambar utama" in " ".join(health.problems)
    full = connect({"pengumuman": "pengumuman"}, "author").check()
    assert full.ok
    assert not any("pengumuman" in problem for problem in full.problems)


def test_a_dead_password_is_never_a_missing_type(connect: Connect) -> None:
    wrong = connect({"agenda": "pengumuman"}, password="salah salah salah")
    assert "tidak ada di" not in " ".join(wrong.check().problems)
    with pytest.raises(NeedsHuman, match="sandi"):
        wrong.find(Fingerprint("TIADA", "", "", "", "tiada", 0, "pengumuman:7"), SINCE)
    with pytest.raises(NeedsHuman, match="sandi"):
        wrong.look(Link("http://situs/x", "pengumuman:7"))

"""The XML-RPC connector against a real WordPress on which REST is blocked."""
# ruff: noqa: S608  # the queries hold numbers and hashes of this file only

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from connectors import http
from connectors.contract import Absent, CannotTell, Fingerprint, Found, NeedsHuman, Refused
from connectors.wordpress_xmlrpc import WordPressXmlRpc
from safety.addresses import AddressPolicy
from safety.clock import ManualClock
from safety.redaction import Redactor
from tests.wordpress.server import RealWordPress
from tests.wordpress.test_wordpress_drafts import over_xmlrpc, stage
from tests.wordpress.test_wordpress_real import SINCE, marked, package

pytestmark = pytest.mark.wordpress


def rows(site: RealWordPress, query: str) -> list[str]:
    return site.sql(query).splitlines()


def tagged(site: RealWordPress, *names: str) -> None:
    """Tags made by an editor, as an author may not make any through XML-RPC."""
    for name in names:
        over_xmlrpc(site)._xmlrpc.library.tag(name, {}, lambda *_: None)


def test_rest_is_really_off(blocked_wordpress: RealWordPress) -> None:
    for path in ("/wp-json/", "/wp-json/wp/v2/posts", "/?rest_route=/wp/v2/posts"):
        assert requests.get(blocked_wordpress.url + path, timeout=60).status_code == 403


@pytest.mark.parametrize(("role", "name"), [("editor", "rpc-redaktur"), ("author", "rpc-penulis")])
def test_one_package_is_public_once_with_everything_it_brings(
    blocked_wordpress: RealWordPress, tmp_path: Path, role: str, name: str
) -> None:
    site, marker = blocked_wordpress, f"RPC-{role}"
    tagged(site, "pemilu", name)
    connector = over_xmlrpc(site, role)
    rendering = connector.preview(package(tmp_path, name))
    handles: dict[str, str] = {}
    assert connector.find(marked(marker, rendering), SINCE) == Absent()
    staged = stage(connector, rendering, marker, handles)
    assert connector.find(marked(marker, rendering), SINCE) == Found(staged.remote_id, public=False)
    assert stage(connector, rendering, marker, {}).remote_id == staged.remote_id
    staged = stage(connector, rendering, marker, handles)
    link = connector.reveal(staged)
    assert connector.reveal(staged) == link
    found = connector.find(marked(marker, rendering), SINCE)
    assert isinstance(found, Found)
    assert (found.public, found.count, found.url) == (True, 1, link.url)
    assert link.published_at
    assert abs(link.published_at - datetime.now(UTC)) < timedelta(minutes=1)
    page = requests.get(link.url, timeout=60).text
    for shown in (f"tayang:{marker}", "Keputusan Nomor 1", 'alt="Rapat &lt;pleno&gt; &amp; KPU"', "Suasana rapat"):
        assert shown in page
    assert f'datetime="{link.published_at.isoformat()}"' in page
    for sha in (rendering.images[0].sha256, rendering.attachments[0].sha256):
        number, _, address = handles[f"media:{sha}"].partition(" ")
        assert hashlib.sha256(requests.get(address, timeout=60).content).hexdigest() == sha
        assert address in page
        ours = f"post_type='attachment' AND post_author=(SELECT ID FROM wp_users WHERE user_login='{role}')"
        assert rows(site, f"SELECT ID FROM wp_posts WHERE {ours} AND post_title LIKE '%{sha[:32]}%'") == [number]
    terms = rows(site, "SELECT t.name FROM wp_term_relationships r JOIN wp_term_taxonomy x USING (term_taxonomy_id) "
                       f"JOIN wp_terms t USING (term_id) WHERE r.object_id={int(link.remote_id)}")  # fmt: skip
    assert set(terms) == {"Berita", "pemilu", name}
    featured = rows(site, f"SELECT meta_value FROM wp_postmeta WHERE meta_key='_thumbnail_id' AND post_id={int(link.remote_id)}")
    assert featured == [handles[f"media:{rendering.images[0].sha256}"].split(" ")[0]]
    media = f"SELECT post_excerpt FROM wp_posts WHERE ID={featured[0]}"
    assert rows(site, media) == ["Suasana rapat"]
    # WordPress keeps the alt text of a medium out of reach here; if a later one lets it in, the connector sends it.
    assert (
        rows(site, f"SELECT meta_value FROM wp_postmeta WHERE meta_key='_wp_attachment_image_alt' AND post_id={featured[0]}")
        == []
    )
    assert (connector.look(link).state, connector.look(link).images, connector.readers(link).value) == ("public", 1, 1)
    assert connector.readers(replace(link, remote_id="999999")).value is None


def test_wrong_credentials_and_small_roles_are_never_absence(blocked_wordpress: RealWordPress) -> None:
    nothing = Fingerprint("TIADA", "", "", "", "tiada", 0)
    wrong = over_xmlrpc(blocked_wordpress, password="salah salah salah")
    with pytest.raises(NeedsHuman) as caught:
        wrong.find(nothing, SINCE)
    assert "salah salah" not in str(caught.value)
    assert not wrong.check().ok
    small = over_xmlrpc(blocked_wordpress, "contributor")
    assert isinstance(small.find(nothing, SINCE), CannotTell)
    assert not small.check().may_publish
    author = over_xmlrpc(blocked_wordpress, "author").check()
    assert (author.ok, author.may_publish, author.account) == (True, True, "author")
    assert "tagar" in author.problems[0]
    assert author.excess == ()
    assert "unfiltered_html" in over_xmlrpc(blocked_wordpress).check().excess[0]


def test_a_draft_saved_by_a_person_after_our_look_is_refused_by_the_site(
    blocked_wordpress: RealWordPress, tmp_path: Path
) -> None:
    connector = over_xmlrpc(blocked_wordpress)
    staged = stage(connector, connector.preview(package(tmp_path, "rpc-sela")), "RPCSELA", {})
    number = int(staged.remote_id)
    post = connector._xmlrpc.post(staged.remote_id)
    assert post
    blocked_wordpress.sql(
        f"UPDATE wp_posts SET post_modified_gmt=DATE_ADD(post_modified_gmt, INTERVAL 9 SECOND) WHERE ID={number}"
    )
    for act in (lambda: connector._xmlrpc.show(post), lambda: connector.reveal(staged)):
        with pytest.raises(NeedsHuman, match="diubah"):
            act()
    assert rows(blocked_wordpress, f"SELECT post_status FROM wp_posts WHERE ID={number}") == ["draft"]


def test_a_scheduled_post_is_not_taken_for_public(blocked_wordpress: RealWordPress, tmp_path: Path) -> None:
    connector = over_xmlrpc(blocked_wordpress)
    staged = stage(connector, connector.preview(package(tmp_path, "rpc-nanti")), "NANTI1", {})
    blocked_wordpress.sql("UPDATE wp_posts SET post_status='future', post_date='2030-01-01', post_date_gmt='2030-01-01' "
                          f"WHERE ID={int(staged.remote_id)}")  # fmt: skip
    found = connector.find(marked("NANTI1", staged.rendering), SINCE)
    assert isinstance(found, Found)
    assert not found.public


def test_withdrawn_and_amended(blocked_wordpress: RealWordPress, tmp_path: Path) -> None:
    tagged(blocked_wordpress, "pemilu", "rpc-tarik")
    connector = over_xmlrpc(blocked_wordpress, "author")
    link = connector.reveal(stage(connector, connector.preview(package(tmp_path, "rpc-tarik")), "RPCTARIK", {}))
    better = replace(connector.preview(package(tmp_path, "rpc-tarik", body="<p>Isi yang benar.</p>")), tags=("pemilu",))
    assert connector.amend(link, better, lambda *_: None).url == link.url
    assert "Isi yang benar." in requests.get(link.url, timeout=60).text
    connector.withdraw(link)
    connector.withdraw(link)
    assert connector.look(link).state == "gone"
    assert requests.get(link.url, timeout=60).status_code == 404
    assert rows(blocked_wordpress, f"SELECT post_status FROM wp_posts WHERE ID={int(link.remote_id)}") == ["trash"]
    assert connector.find(marked("RPCTARIK", better), SINCE) == Absent()


def test_terms_with_signs_are_found_again_and_a_missing_category_is_named(
    blocked_wordpress: RealWordPress, tmp_path: Path
) -> None:
    site, editor, author = blocked_wordpress, over_xmlrpc(blocked_wordpress), over_xmlrpc(blocked_wordpress, "author")
    content = package(tmp_path, "rpc-istilah", category="Data & Informasi")
    with pytest.raises(Refused, match="Data & Informasi"):
        stage(author, author.preview(content), "ISTILAH0", {})
    assert rows(site, "SELECT ID FROM wp_posts WHERE post_content LIKE '%ISTILAH0 %'") == []
    with pytest.raises(Refused, match="belum-ada"):
        stage(author, replace(author.preview(content), category="Berita", tags=("belum-ada",)), "ISTILAH0", {})
    signs = replace(editor.preview(content), tags=("Jum'at & Sabtu", "pemilu"))
    for marker in ("ISTILAH1", "ISTILAH2"):
        stage(editor, signs, marker, {})
    assert len(rows(site, "SELECT term_id FROM wp_terms WHERE name LIKE 'Data %Informasi'")) == 1
    assert len(rows(site, "SELECT term_id FROM wp_terms WHERE name LIKE 'Jum%Sabtu'")) == 1


def test_a_file_that_the_site_refuses_goes_back_to_the_office(blocked_wordpress: RealWordPress, tmp_path: Path) -> None:
    connector = over_xmlrpc(blocked_wordpress)
    rendering = connector.preview(package(tmp_path, "rpc-berkas"))
    program = replace(rendering.attachments[0], name="jahat.php", mime="application/x-php")
    with pytest.raises(Refused, match=r"jahat\.php"):
        stage(connector, replace(rendering, attachments=(program,)), "BERKAS1", {})


def test_signs_that_no_xml_carries_and_scripts_do_not_arrive(blocked_wordpress: RealWordPress, tmp_path: Path) -> None:
    connector = over_xmlrpc(blocked_wordpress)
    rendering = connector.preview(package(tmp_path, "rpc-tanda"))
    dirty = replace(rendering, title="Judul\x0b <b>tebal</b>", text="<p onclick='x()'>Isi\x08 🙂</p><script>alert(1)</script>")
    page = requests.get(connector.reveal(stage(connector, dirty, "TANDA1", {})).url, timeout=60).text
    assert "Isi 🙂" in page
    assert "<script>alert(1)" not in page
    assert "onclick" not in page
    assert "Judul &lt;b&gt;tebal" in page


def test_alt_text_reaches_the_medium_once_where_a_site_lets_it_in(blocked_wordpress: RealWordPress, tmp_path: Path) -> None:
    plugin = blocked_wordpress.root / "www/wp-content/mu-plugins/alt.php"
    plugin.write_text("<?php add_filter('auth_post_meta__wp_attachment_image_alt', '__return_true');")
    try:
        connector = over_xmlrpc(blocked_wordpress)
        rendering = connector.preview(package(tmp_path, "rpc-alt-pada-media"))
        handles: dict[str, str] = {}
        stage(connector, rendering, "ALT1", handles)
        changed = replace(rendering, images=(replace(rendering.images[0], alt="Aula"),))
        stage(connector, changed, "ALT2", {})
    finally:
        plugin.unlink()
    number = handles[f"media:{rendering.images[0].sha256}"].split(" ")[0]
    query = f"SELECT meta_value FROM wp_postmeta WHERE meta_key='_wp_attachment_image_alt' AND post_id={int(number)}"
    assert rows(blocked_wordpress, query) == ["Aula"]


def test_on_a_computer_whose_clock_is_behind_a_public_post_is_not_taken_for_a_planned_one(
    blocked_wordpress: RealWordPress, tmp_path: Path
) -> None:
    site, clock = blocked_wordpress, ManualClock(datetime.now(UTC) - timedelta(minutes=20))
    session = http.session(AddressPolicy(frozenset({site.host})), Redactor([]), http.Timeouts(), clock)
    connector = WordPressXmlRpc(site.url, "editor", site.passwords["editor"], session, clock=clock)
    tagged(site, "pemilu", "rpc-lambat")
    staged = stage(connector, connector.preview(package(tmp_path, "rpc-lambat")), "RPC-lambat", {})
    assert connector.look(connector.reveal(staged)).state == "public"

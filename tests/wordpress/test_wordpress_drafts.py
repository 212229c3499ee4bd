"""Both ways into a real WordPress, killed at any step and started again: one draft, one post, exactly what was approved."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from xmlrpc.client import ServerProxy

import pytest
import requests

from connectors.contract import Connector, NeedsHuman, Rendering, Staged
from connectors.http import Timeouts, session
from connectors.wordpress_xmlrpc import WordPressXmlRpc
from safety.addresses import AddressPolicy
from safety.redaction import Redactor
from tests.wordpress.server import RealWordPress
from tests.wordpress.test_wordpress_real import connect, package

pytestmark = pytest.mark.wordpress


class Killed(BaseException):
    """The process ends here."""


def kill_at(handles: dict[str, str], start: str) -> Callable[[str, str], None]:
    def record(name: str, handle: str) -> None:
        handles[name] = handle
        if name.startswith(start):
            raise Killed

    return record


def over_xmlrpc(site: RealWordPress, role: str = "editor", password: str = "") -> WordPressXmlRpc:
    secret = password or site.passwords[role]
    line = session(AddressPolicy(frozenset({site.host})), Redactor([secret]), Timeouts(5, 30, 60))
    return WordPressXmlRpc(site.url, role, secret, line)


@dataclass
class Way:
    """One way into one site."""

    site: RealWordPress
    connect: Callable[[], Connector]

    def rewrite(self, number: str, content: str) -> None:
        """What a person does in the editor."""
        server = ServerProxy(f"{self.site.url}/xmlrpc.php")
        assert server.wp.editPost(0, "editor", self.site.passwords["editor"], int(number), {"post_content": content})

    def content(self, number: str) -> str:
        return self.site.sql(f"SELECT post_content FROM wp_posts WHERE ID={int(number)}")  # noqa: S608  # a number

    def ours(self, marker: str) -> int:
        where = f"post_type='post' AND post_content LIKE '%tayang:{marker} %'"
        return int(self.site.sql(f"SELECT COUNT(*) FROM wp_posts WHERE {where}"))  # noqa: S608  # a marker of this file


@pytest.fixture(params=["rest", "xmlrpc"])
def way(request: pytest.FixtureRequest) -> Way:
    if request.param == "rest":
        site: RealWordPress = request.getfixturevalue("real_wordpress")
        return Way(site, lambda: connect(site))
    blocked: RealWordPress = request.getfixturevalue("blocked_wordpress")
    return Way(blocked, lambda: over_xmlrpc(blocked))


def stage(connector: Connector, rendering: Rendering, marker: str, handles: dict[str, str]) -> Staged:
    return connector.stage(rendering, marker, dict(handles), handles.__setitem__)


@pytest.mark.parametrize("at", ["media:", "draft", "draft_digest", "draft_modified"])
def test_killed_after_any_record_one_post_appears(way: Way, tmp_path: Path, at: str) -> None:
    name = f"mati-{at.strip(':')}"
    handles: dict[str, str] = {}
    rendering = way.connect().preview(package(tmp_path, name))
    with pytest.raises(Killed):
        way.connect().stage(rendering, f"{name}-1", {}, kill_at(handles, at))
    staged = stage(way.connect(), rendering, f"{name}-1", handles)
    link = way.connect().reveal(staged)
    assert requests.get(link.url, timeout=60).status_code == 200
    assert way.ours(f"{name}-1") == 1


def test_a_change_made_while_tayang_was_dead_is_not_taken_for_approved(way: Way, tmp_path: Path) -> None:
    handles: dict[str, str] = {}
    rendering = way.connect().preview(package(tmp_path, "sela"))
    with pytest.raises(Killed):
        way.connect().stage(rendering, "SELA1", {}, kill_at(handles, "draft"))
    way.rewrite(handles["draft"], "<p>Belum disetujui.</p><!-- tayang:SELA1 -->")
    with pytest.raises(NeedsHuman, match="diubah"):
        stage(way.connect(), rendering, "SELA1", handles)


def test_an_old_draft_is_brought_to_the_present_rendering(way: Way, tmp_path: Path) -> None:
    connector = way.connect()
    old = connector.preview(package(tmp_path, "lama"))
    handles: dict[str, str] = {}
    first = stage(connector, old, "LAMA1", handles)
    present = replace(old, title="Judul baru", text=old.text.replace("Isi naskah", "Naskah terakhir"), summary="Baru.")
    for kept in ({}, handles):
        staged = stage(connector, present, "LAMA1", dict(kept))
        assert staged.remote_id == first.remote_id
        assert "Naskah terakhir" in way.content(staged.remote_id)
    page = requests.get(connector.reveal(staged).url, timeout=60).text
    assert "Naskah terakhir" in page
    assert "Isi naskah" not in page
    assert "Judul baru" in page


def test_a_shortcode_appears_as_typed(way: Way, tmp_path: Path) -> None:
    connector = way.connect()
    text = '<p>Tulis [gallery] lalu [caption width="9"]x[/caption].</p><p><a href="https://a.example/?a[]=[gallery]">t</a></p>'
    rendering: Rendering = connector.preview(package(tmp_path, "pendek", body=text))
    page = requests.get(connector.reveal(stage(connector, rendering, "PENDEK1", {})).url, timeout=60).text
    shown = page.replace("&#91;", "[").replace("&#93;", "]").replace("&#091;", "[").replace("&#093;", "]")
    assert "Tulis [gallery] lalu [caption" in shown
    assert "wp-caption" not in page
    assert 'class="gallery' not in page
    assert "wp-block-gallery" not in page

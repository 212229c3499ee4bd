"""Both ways into a real WordPress, killed at any step and started again: one draft, one post, exactly what was approved."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from connectors.contract import NeedsHuman, Rendering
from tests.wordpress.server import RealWordPress
from tests.wordpress.test_wordpress_real import connect, package, stage

pytestmark = pytest.mark.wordpress


class Killed(BaseException):
    """The process ends here."""


def kill_at(handles: dict[str, str], start: str) -> Callable[[str, str], None]:
    def record(name: str, handle: str) -> None:
        handles[name] = handle
        if name.startswith(start):
            raise Killed

    return record


def rewrite(site: RealWordPress, number: str, **fields: str) -> None:
    requests.post(f"{site.url}/wp-json/wp/v2/posts/{number}", json=fields, timeout=20,
                  auth=("editor", site.passwords["editor"])).raise_for_status()  # fmt: skip


def body(site: RealWordPress, number: str) -> str:
    return site.sql(f"SELECT post_content FROM wp_posts WHERE ID={int(number)}")  # noqa: S608  # a number


def ours(site: RealWordPress, marker: str) -> int:
    return int(site.sql(f"SELECT COUNT(*) FROM wp_posts WHERE post_type='post' AND post_content LIKE '%tayang:{marker} %'"))  # noqa: S608


@pytest.mark.parametrize("at", ["media:", "tag:", "draft", "draft_modified"])
def test_killed_after_any_record_one_post_appears(real_wordpress: RealWordPress, tmp_path: Path, at: str) -> None:
    name = f"mati-{at.strip(':')}"
    handles: dict[str, str] = {}
    rendering = connect(real_wordpress).preview(package(tmp_path, name))
    with pytest.raises(Killed):
        connect(real_wordpress).stage(rendering, f"{name}-1", {}, kill_at(handles, at))
    staged = stage(connect(real_wordpress), rendering, f"{name}-1", handles)
    link = connect(real_wordpress).reveal(staged)
    assert requests.get(link.url, timeout=20).status_code == 200
    assert ours(real_wordpress, f"{name}-1") == 1


def test_a_change_made_while_tayang_was_dead_is_not_taken_for_approved(real_wordpress: RealWordPress, tmp_path: Path) -> None:
    handles: dict[str, str] = {}
    rendering = connect(real_wordpress).preview(package(tmp_path, "sela"))
    with pytest.raises(Killed):
        connect(real_wordpress).stage(rendering, "SELA1", {}, kill_at(handles, "draft"))
    rewrite(real_wordpress, handles["draft"], content="<p>Belum disetujui.</p><!-- tayang:SELA1 -->")
    with pytest.raises(NeedsHuman, match="diubah"):
        stage(connect(real_wordpress), rendering, "SELA1", handles)


def test_an_old_draft_is_brought_to_the_present_rendering(real_wordpress: RealWordPress, tmp_path: Path) -> None:
    connector = connect(real_wordpress)
    old = connector.preview(package(tmp_path, "lama"))
    handles: dict[str, str] = {}
    first = stage(connector, old, "LAMA1", handles)
    present = replace(old, title="Judul baru", text=old.text.replace("Isi naskah", "Naskah terakhir"), summary="Baru.")
    for kept in ({}, handles):
        staged = stage(connector, present, "LAMA1", dict(kept))
        assert staged.remote_id == first.remote_id
        assert "Naskah terakhir" in body(real_wordpress, staged.remote_id)
    page = requests.get(connector.reveal(staged).url, timeout=20).text
    assert "Naskah terakhir" in page
    assert "Isi naskah" not in page
    assert "Judul baru" in page


def test_a_shortcode_appears_as_typed(real_wordpress: RealWordPress, tmp_path: Path) -> None:
    connector = connect(real_wordpress)
    text = '<p>Tulis [gallery] lalu [caption width="9"]x[/caption].</p><p><a href="https://a.example/?a[]=[gallery]">t</a></p>'
    rendering: Rendering = connector.preview(package(tmp_path, "pendek", body=text))
    page = requests.get(connector.reveal(stage(connector, rendering, "PENDEK1", {})).url, timeout=20).text
    shown = page.replace("&#91;", "[").replace("&#93;", "]").replace("&#091;", "[").replace("&#093;", "]")
    assert "Tulis [gallery] lalu [caption" in shown
    assert "wp-caption" not in page
    assert 'class="gallery' not in page
    assert "wp-block-gallery" not in page

"""On a real WordPress: a draft that came late beside the published post goes to the trash, and nothing else does."""

from pathlib import Path

import pytest
import requests

from connectors.contract import Fingerprint, Strays, Tidies
from tests.wordpress.test_wordpress_drafts import Way, stage, way
from tests.wordpress.test_wordpress_real import package

__all__ = ["way"]
pytestmark = pytest.mark.wordpress


def late_copy(way: Way, of: str, content: str = "post_content") -> str:
    """The same creation carried out once more: a draft of the same words."""
    columns = "post_author, post_title, post_excerpt, post_name, post_type, to_ping, pinged, post_content_filtered"
    dates = "post_date, post_date_gmt, post_modified, post_modified_gmt"
    way.site.sql(
        f"INSERT INTO wp_posts ({columns}, {dates}, post_content, post_status) "  # noqa: S608  # constants and a number
        f"SELECT {columns}, {dates}, {content}, 'draft' FROM wp_posts WHERE ID={int(of)}"
    )
    return way.site.sql("SELECT MAX(ID) FROM wp_posts WHERE post_status='draft'").strip()


def status(way: Way, number: str) -> str:
    return way.site.sql(f"SELECT post_status FROM wp_posts WHERE ID={int(number)}").strip()  # noqa: S608  # a number


def test_only_what_a_late_write_of_ours_left_goes_to_the_trash(way: Way, tmp_path: Path) -> None:
    connector = way.connect()
    assert isinstance(connector, Tidies)
    rendering = connector.preview(package(tmp_path, "tersesat"))
    staged = stage(connector, rendering, "SESAT1", {})
    ours = Fingerprint("SESAT1", rendering.title, rendering.text, "", rendering.slug, 1, staged.remote_id)
    assert connector.strays(ours, staged.remote_id) == Strays(), "before it is public the draft is all there is"
    link = connector.reveal(staged)
    assert connector.strays(ours, staged.remote_id) == Strays()

    late = late_copy(way, staged.remote_id)
    touched = late_copy(way, staged.remote_id, "CONCAT('<p>Catatan redaksi.</p>', post_content)")
    foreign = late_copy(way, staged.remote_id, "REPLACE(post_content, 'SESAT1', 'SESAT2')")
    assert connector.strays(ours, staged.remote_id) == Strays((late,), (touched,))

    assert connector.discard(late, ours)
    assert not any(connector.discard(number, ours) for number in (touched, foreign, staged.remote_id))
    assert [status(way, number) for number in (late, touched, foreign, staged.remote_id)] == [
        "trash",
        "draft",
        "draft",
        "publish",
    ]
    assert not connector.discard(late, ours), "what is in the trash is left there"
    assert requests.get(link.url, timeout=60).status_code == 200

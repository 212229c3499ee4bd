"""A correction carried out on a real WordPress, for a post and for a page; `test_whole_job` kills it on the way."""
# ruff: noqa: S608  # the queries hold names and numbers of this file only

from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from ledger.correction_queries import open_corrections
from practice.town import Town
from publishing.states import State
from tests.flows.conftest import town
from tests.wordpress.homes import OFFICE, Sweeper, home_on_wordpress, ledger_of
from tests.wordpress.server import RealWordPress
from tests.wordpress.test_whole_job import NEWS, Office, drop_news

__all__ = ["town"]
pytestmark = [pytest.mark.wordpress, pytest.mark.long, pytest.mark.usefixtures("prefect_server")]
WRONG = "Semula tertulis 12, seharusnya 21 November."
AGENDA = NEWS.replace("kind: berita", "kind: agenda").replace("category: Berita\n", "")
CHOSEN = 'secret = "TAYANG_WEBSITE_PASSWORD"\npost_types = { agenda = "page" }'


@pytest.fixture(params=["wordpress", "wordpress_xmlrpc"])
def office(request: pytest.FixtureRequest, tmp_path: Path, town: Town, sweeper_of: Callable[[Path], Sweeper]) -> Office:
    """An office whose agendas are pages."""
    site: RealWordPress = request.getfixturevalue("real_wordpress" if request.param == "wordpress" else "blocked_wordpress")
    home = home_on_wordpress(tmp_path / "rumah", site, request.param, town)
    file = home / "offices" / f"{OFFICE}.toml"
    text = file.read_text("utf-8")
    assert 'secret = "TAYANG_WEBSITE_PASSWORD"' in text
    file.write_text(text.replace('secret = "TAYANG_WEBSITE_PASSWORD"', CHOSEN, 1), "utf-8")
    return Office(home, site, sweeper_of(home), town)


def corrected(text: str) -> str:
    better = text.replace("**menetapkan**", "**menetapkan kembali**").replace("title: Rapat", "title: Ralat Rapat")
    return better.replace("kind:", f'correction: "{WRONG}"\nkind:', 1)


def stands(office: Office, name: str) -> list[list[str]]:
    """Everything on the site with this name in its title or its text's tags, drafts and trash too: number, type, status."""
    where = f"post_title LIKE '%Rapat Pleno {name}' AND post_type IN ('post', 'page')"
    return [
        row.split("\t") for row in office.site.sql(f"SELECT ID, post_type, post_status FROM wp_posts WHERE {where}").splitlines()
    ]


def still_open(office: Office) -> list[str]:
    book = ledger_of(office.home)
    try:
        return [str(one.problem) for one in open_corrections(book, OFFICE)]
    finally:
        book.close()


def is_corrected(office: Office, name: str, url: str) -> None:
    page = requests.get(url, timeout=60).text
    for shown in ("menetapkan kembali", WRONG, f"Ralat Rapat Pleno {name}"):
        assert shown in page
    (row,) = [row for row in office.published(name) if row.url]
    assert (row.state, row.url, row.shown) == (State.VERIFIED, url, 2)
    assert still_open(office) == []


@pytest.mark.parametrize(("text", "post_type"), [(NEWS, "post"), (AGENDA, "page")])
def test_what_is_public_is_corrected_where_it_stands(office: Office, tmp_path: Path, text: str, post_type: str) -> None:
    name = f"ralat-{post_type}-{office.site.port}"
    drop_news(office, tmp_path, name, text)
    office.sweeper.sweep()
    (row,) = office.published(name)
    assert row.state == State.VERIFIED, row.problem
    ((number, kind, status),) = stands(office, name)
    assert (kind, status) == (post_type, "publish")
    drop_news(office, tmp_path / "lagi", name, corrected(text))
    _, acts = office.sweeper.sweep()
    is_corrected(office, name, row.url)
    assert stands(office, name) == [[number, post_type, "publish"]]
    assert office.faults() == []

    assert any(act.endswith(("editPost", f"/posts/{number}", f"/pages/{number}")) for act in acts), acts


def test_a_correction_waits_for_what_a_person_wrote(office: Office, tmp_path: Path) -> None:
    name = f"orang-{office.site.port}"
    drop_news(office, tmp_path, name)
    office.sweeper.sweep()
    (row,) = office.published(name)
    number = int(row.remote_id)
    site = office.site
    site.sql(f"UPDATE wp_posts SET post_content=REPLACE(post_content, 'daftar pemilih', 'daftar orang') WHERE ID={number}")
    drop_news(office, tmp_path / "lagi", name, corrected(NEWS))
    office.sweeper.sweep()
    assert "daftar orang" in requests.get(row.url, timeout=60).text
    (problem,) = still_open(office)
    assert "riwayat revisi" in problem
    site.sql(f"UPDATE wp_posts SET post_content=REPLACE(post_content, 'daftar orang', 'daftar pemilih') WHERE ID={number}")
    for _ in range(3):
        office.sweeper.sweep()
    is_corrected(office, name, row.url)

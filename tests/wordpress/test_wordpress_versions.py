"""Both ways into WordPress 6.2, 6.4, 6.5 and an early 6.7: the suite that every connector must pass, and the whole job."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from pytest_socket import enable_socket, socket_allow_hosts

from practice.town import Town
from tests.flows.conftest import town
from tests.wordpress import test_wordpress_conformance as suite
from tests.wordpress.cores import VERSIONS, unpacked
from tests.wordpress.homes import Sweeper, home_on_wordpress
from tests.wordpress.server import RealWordPress, missing_packages, start
from tests.wordpress.test_whole_job import Office, drop_news, is_once_and_right
from tests.wordpress.test_wordpress_drafts import over_xmlrpc, stage
from tests.wordpress.test_wordpress_real import connect, package

__all__ = ["town"]
pytestmark = pytest.mark.wordpress


@pytest.fixture(scope="module", params=VERSIONS)
def core_site(request: pytest.FixtureRequest) -> Iterator[RealWordPress]:
    if needed := missing_packages(debian_core=False):
        pytest.skip("needs the Debian packages " + " ".join(needed))
    enable_socket()  # as for the other sites of a whole session
    socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    with unpacked(request.param) as core:
        site = start(core=core)
    yield site
    site.stop()


class TestRest(suite.TestRest):
    @pytest.fixture
    def town(self, core_site: RealWordPress) -> Iterator[Any]:
        with self.front(core_site) as front:
            yield front


class TestXmlRpc(suite.TestXmlRpc):
    @pytest.fixture
    def town(self, core_site: RealWordPress) -> Iterator[Any]:
        with self.front(core_site) as front:
            yield front


@pytest.mark.usefixtures("prefect_server")
@pytest.mark.parametrize("kind", ["wordpress", "wordpress_xmlrpc"])
def test_the_whole_job(
    core_site: RealWordPress, kind: str, tmp_path: Path, town: Town, sweeper_of: Callable[[Path], Sweeper]
) -> None:
    home = home_on_wordpress(tmp_path / "rumah", core_site, kind, town)
    office = Office(home, core_site, sweeper_of(home), town)
    name = drop_news(office, tmp_path, f"versi-{kind.replace('_', '-')}")
    for _ in range(2):
        office.sweeper.sweep()
    is_once_and_right(office, name)
    (row,) = office.published(name)
    (post,) = office.posts_with(row.marker)
    assert abs((datetime.fromisoformat(post.date).replace(tzinfo=UTC) - datetime.now(UTC)).total_seconds()) < 600
    page = requests.get(row.url, timeout=60).text
    assert 'alt="Rapat"' in page
    assert ".pdf" in page
    assert office.faults() == []


@pytest.mark.parametrize("way", [connect, over_xmlrpc])
def test_amended_then_withdrawn(core_site: RealWordPress, way: Any, tmp_path: Path) -> None:
    connector, name = way(core_site), f"ralat-{way.__name__.replace('_', '-')}"
    link = connector.reveal(stage(connector, connector.preview(package(tmp_path, name)), name, {}))
    better = connector.preview(package(tmp_path, name, body="<p>Isi yang benar.</p>"))
    assert connector.amend(link, better, lambda *_: None).url == link.url
    assert "Isi yang benar." in requests.get(link.url, timeout=60).text
    assert connector.check().ok
    connector.withdraw(link)
    assert requests.get(link.url, timeout=60).status_code == 404

"""Two offices on one WordPress network: each publishes on its own site, and neither ever takes the other's post for its own."""
# ruff: noqa: S608  # the queries hold names of this file only

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from connectors.contract import Absent, Connector, Found, NeedsHuman, Rendering
from connectors.http import Timeouts, session
from connectors.wordpress import WordPress
from connectors.wordpress_xmlrpc import WordPressXmlRpc
from safety.addresses import AddressPolicy
from safety.redaction import Redactor
from tests.wordpress.networks import OFFICES
from tests.wordpress.server import RealWordPress
from tests.wordpress.test_wordpress_drafts import stage
from tests.wordpress.test_wordpress_real import SINCE, marked, package

pytestmark = pytest.mark.wordpress
Connect = Callable[[str], Connector]
ONE, TWO = OFFICES


@pytest.fixture(params=["rest", "xmlrpc"])
def connect(request: pytest.FixtureRequest, network_wordpress: RealWordPress) -> Connect:
    """The one bot user's way into a site of the network, by its directory."""
    site = network_wordpress
    line = session(AddressPolicy(frozenset({site.host})), Redactor([site.passwords["bot"]]), Timeouts(5, 30, 60))

    def connected(directory: str) -> Connector:
        address = f"{site.url}/{directory}".rstrip("/")
        if request.param == "rest":
            return WordPress(address, "bot", site.passwords["bot"], line, "website")
        return WordPressXmlRpc(address, "bot", site.passwords["bot"], line)

    return connected


def rendering(connector: Connector, folder: Path, name: str) -> Rendering:
    return replace(connector.preview(package(folder, name)), tags=("pemilu",))


def titles(site: RealWordPress, blog: int, marker: str) -> int:
    return int(
        site.sql(f"SELECT COUNT(*) FROM wp_{blog}_posts WHERE post_type='post' AND post_content LIKE '%tayang:{marker} %'")
    )


def test_each_office_publishes_on_its_own_site_only(
    network_wordpress: RealWordPress, connect: Connect, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    site, mark = network_wordpress, f"JARING-{request.node.callspec.id}"
    one, two = connect(ONE), connect(TWO)
    staged = stage(one, rendering(one, tmp_path, f"jaring-{request.node.callspec.id}"), mark, {})
    assert two.find(replace(marked(mark, staged.rendering), remote_id=staged.remote_id), SINCE) == Absent()
    link = one.reveal(staged)
    assert link.url.startswith(f"{site.url}/{ONE}/")
    page = requests.get(link.url, timeout=60)
    assert (page.status_code, f"tayang:{mark}" in page.text) == (200, True)
    found = one.find(marked(mark, staged.rendering), SINCE)
    assert isinstance(found, Found)
    assert (found.public, found.count, found.url) == (True, 1, link.url)
    assert two.find(marked(mark, staged.rendering), SINCE) == Absent()
    assert (titles(site, 2, mark), titles(site, 3, mark)) == (1, 0)

    other = two.reveal(stage(two, staged.rendering, mark, {}))
    assert other.url.startswith(f"{site.url}/{TWO}/")
    assert (titles(site, 2, mark), titles(site, 3, mark)) == (1, 1)
    two.withdraw(other)
    assert requests.get(other.url, timeout=60).status_code == 404
    assert requests.get(link.url, timeout=60).status_code == 200, "the other office's post is not touched"
    assert one.look(link).state == "public"


def test_the_same_number_is_another_post_on_the_other_site(
    connect: Connect, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    one, two = connect(ONE), connect(TWO)
    mark = f"NOMOR-{request.node.callspec.id}"
    staged = stage(one, rendering(one, tmp_path, f"nomor-{request.node.callspec.id}"), mark, {})
    link = one.reveal(staged)
    with pytest.raises(NeedsHuman):
        two.amend(link, staged.rendering, lambda *_: None)
    assert requests.get(link.url, timeout=60).status_code == 200


def test_a_site_without_a_role_is_told_plainly(connect: Connect, tmp_path: Path) -> None:
    main = connect("")
    health = main.check()
    assert (health.ok, health.may_publish) == (False, False)
    assert "peran" in " ".join(health.problems)
    with pytest.raises(NeedsHuman, match="peran"):
        stage(main, rendering(main, tmp_path, "tanpa-peran"), "TANPAPERAN", {})
    assert connect(ONE).check().ok


def test_the_address_alone_decides_which_site_xmlrpc_speaks_to(network_wordpress: RealWordPress, tmp_path: Path) -> None:
    """WordPress does not read the blog number of a call."""
    site = network_wordpress
    line = session(AddressPolicy(frozenset({site.host})), Redactor([]), Timeouts(5, 30, 60))
    connector = WordPressXmlRpc(f"{site.url}/{ONE}", "bot", site.passwords["bot"], line, blog_id=3)
    link = connector.reveal(stage(connector, rendering(connector, tmp_path, "nomor-blog"), "NOMORBLOG", {}))
    assert link.url.startswith(f"{site.url}/{ONE}/")
    assert (titles(site, 2, "NOMORBLOG"), titles(site, 3, "NOMORBLOG")) == (1, 0)

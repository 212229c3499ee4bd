"""Which kind of package goes into which type of post, as an office file may say it."""

from typing import Any

import pytest
from pydantic import ValidationError

from config.channels import KINDS
from connectors.accounts.wordpress import WordPress
from connectors.accounts.wordpress_xmlrpc import WordPressXmlRpc
from content_queue.package import Kind

SITE: dict[str, Any] = {"url": "https://kpu-contoh.example", "username": "tayang", "secret": "TAYANG_WEBSITE_PASSWORD"}


def test_the_kinds_that_an_office_may_name_are_those_of_packages() -> None:
    assert set(KINDS) == {str(kind) for kind in Kind}


def test_both_ways_into_wordpress_take_the_setting_and_need_none() -> None:
    chosen = {"pengumuman": "page", "produk-hukum": "produk_hukum"}
    assert WordPress(type="wordpress", **SITE, post_types=chosen).post_types == chosen
    assert WordPressXmlRpc(type="wordpress_xmlrpc", **SITE, post_types=chosen).post_types == chosen
    assert WordPress(type="wordpress", **SITE).post_types == {}


@pytest.mark.parametrize(
    ("chosen", "told"), [({"pengumumam": "page"}, "bukan jenis paket"), ({"agenda": "Agenda Kantor"}, "huruf kecil")]
)
def test_a_mistake_is_told_in_a_sentence(chosen: dict[str, str], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        WordPress(type="wordpress", **SITE, post_types=chosen)

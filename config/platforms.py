"""The table of the built-in platforms: one line each. What a platform is stands in the module that its line names."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

PLATFORMS: Mapping[str, str] = {
    "practice_site": "connectors.accounts.practice_site",
    "wordpress": "connectors.accounts.wordpress",
    "wordpress_xmlrpc": "connectors.accounts.wordpress_xmlrpc",
    "facebook": "connectors.accounts.facebook",
    "x": "connectors.accounts.x",
    "telegram": "connectors.accounts.telegram",
    "instagram": "connectors.accounts.instagram",
    "mastodon": "connectors.accounts.mastodon",
    "bluesky": "connectors.accounts.bluesky",
    "threads": "connectors.accounts.threads",
    "linkedin": "connectors.accounts.linkedin",
    "youtube": "connectors.accounts.youtube",
    "assisted": "connectors.accounts.assisted",
}
"""By the `type` in an office file, in the order of every table and of a new office: the module whose `PLATFORM` declares it.

A module is read when an office names its type, as an installed package's is: this room imports no other.
"""


def built_in(kind: str) -> Any:
    """What a built-in platform declares of itself (`connectors.accounts.Platform`)."""
    return import_module(PLATFORMS[kind]).PLATFORM


def practised() -> tuple[Any, ...]:
    """The declarations of the platforms that have a member in the practice town, in the order of the table."""
    every = [built_in(kind) for kind in PLATFORMS]
    return tuple(platform for platform in every if platform.practice is not None)

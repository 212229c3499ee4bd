"""From a channel in the office file to the connector that speaks to it: one line a platform.

A platform's library is imported only for an office that has an account there: some take half a second.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from config.channels import (
    Assisted,
    Bluesky,
    ChannelBase,
    Facebook,
    Instagram,
    LinkedIn,
    Mastodon,
    PracticeSite,
    Telegram,
    Threads,
    Unusable,
    WordPress,
    WordPressXmlRpc,
    X,
    YouTube,
)
from config.office import Office
from connectors.accounts import GUIDES, AccountGuide
from connectors.added import AddedPlatform, Means
from connectors.contract import Connector, Limits
from content_queue.read import PageWish


class UnknownChannel(Exception):
    """A channel names a type that this version has no connector for, or one that an installed package adds badly."""


def _practice_site(channel: PracticeSite, means: Means) -> Connector:
    from connectors import practice_site

    return practice_site.PracticeSite(means.session, channel.url, means.secret(channel.secret), means.clock, means.name)


def _wordpress(channel: WordPress, means: Means) -> Connector:
    from connectors import wordpress

    password = means.secret(channel.secret)
    return wordpress.WordPress(channel.url, channel.username, password, means.session, means.name, channel.post_types)


def _wordpress_xmlrpc(channel: WordPressXmlRpc, means: Means) -> Connector:
    from connectors import wordpress_xmlrpc

    password = means.secret(channel.secret)
    return wordpress_xmlrpc.WordPressXmlRpc(
        channel.url,
        channel.username,
        password,
        means.session,
        means.name,
        channel.blog_id,
        means.clock,
        channel.post_types,
    )


def _facebook(channel: Facebook, means: Means) -> Connector:
    from connectors import facebook
    from connectors.facebook_graph import API_URL

    token, app_secret = means.secret(channel.secret), means.secret(channel.app_secret)
    address = channel.api_url or API_URL
    return facebook.Facebook(means.session, channel.page_id, token, means.clock, means.name, address, app_secret)


def _x(channel: X, means: Means) -> Connector:
    from connectors import x
    from connectors.x_client import API_URL

    return x.X(
        session=means.session,
        username=channel.username,
        api_key=means.secret(channel.api_key),
        api_key_secret=means.secret(channel.api_key_secret),
        access_token=means.secret(channel.access_token),
        access_secret=means.secret(channel.secret),
        clock=means.clock,
        channel=means.name,
        api_url=channel.api_url or API_URL,
    )


def _telegram(channel: Telegram, means: Means) -> Connector:
    from connectors import telegram
    from connectors.telegram_client import API_URL

    token, address = means.secret(channel.secret), channel.api_url or API_URL
    return telegram.Telegram(means.session, channel.username, token, means.clock, means.name, address)


def _instagram(channel: Instagram, means: Means) -> Connector:
    from connectors import instagram
    from connectors.facebook_graph import API_URL

    return instagram.Instagram(
        session=means.session,
        account_id=channel.account_id,
        username=channel.username,
        token=means.secret(channel.secret),
        clock=means.clock,
        channel=means.name,
        api_url=channel.api_url or API_URL,
        app_secret=means.secret(channel.app_secret),
    )


def _mastodon(channel: Mastodon, means: Means) -> Connector:
    from connectors import mastodon

    token = means.secret(channel.secret)
    return mastodon.Mastodon(means.session, channel.url, channel.username, token, means.clock, means.name, channel.max_characters)


def _bluesky(channel: Bluesky, means: Means) -> Connector:
    from connectors import bluesky
    from connectors.bluesky_client import API_URL, APPVIEW_URL

    return bluesky.Bluesky(
        session=means.session,
        username=channel.username,
        password=means.secret(channel.secret),
        clock=means.clock,
        channel=means.name,
        api_url=channel.api_url or API_URL,
        appview_url=channel.appview_url or APPVIEW_URL,
        site_url=channel.url or bluesky.SITE_URL,
    )


def _threads(channel: Threads, means: Means) -> Connector:
    from connectors import threads

    token, address = means.secret(channel.secret), channel.api_url or threads.API_URL
    return threads.Threads(means.session, channel.account_id, channel.username, token, means.clock, means.name, address)


def _linkedin(channel: LinkedIn, means: Means) -> Connector:
    from connectors import linkedin
    from connectors.linkedin_client import API_URL, VERSION

    return linkedin.LinkedIn(
        session=means.session,
        organization_id=channel.organization_id,
        token=means.secret(channel.secret),
        clock=means.clock,
        channel=means.name,
        api_url=channel.api_url or API_URL,
        version=channel.api_version or VERSION,
        client_id=channel.client_id,
        client_secret=means.secret(channel.client_secret),
    )


def _youtube(channel: YouTube, means: Means) -> Connector:
    from connectors import youtube
    from connectors.youtube_client import Keys, Places, places_at

    return youtube.YouTube(
        session=means.session,
        channel_id=channel.channel_id,
        keys=Keys(means.secret(channel.client_id), means.secret(channel.client_secret), means.secret(channel.secret)),
        clock=means.clock,
        channel=means.name,
        category=channel.category,
        places=places_at(channel.api_url) if channel.api_url else Places(),
    )


def _assisted(channel: Assisted, means: Means) -> Connector:
    from connectors import assisted

    return assisted.Assisted(means.name, channel.platform, channel.url, means.home / "kit")


@dataclass(frozen=True)
class Platform:
    """Where a platform's connector lives, and how one is made for a channel."""

    module: str
    make: Callable[..., Connector]


PLATFORMS: Mapping[type[ChannelBase], Platform] = {
    PracticeSite: Platform("connectors.practice_site", _practice_site),
    WordPress: Platform("connectors.wordpress", _wordpress),
    WordPressXmlRpc: Platform("connectors.wordpress_xmlrpc", _wordpress_xmlrpc),
    Facebook: Platform("connectors.facebook", _facebook),
    X: Platform("connectors.x", _x),
    Telegram: Platform("connectors.telegram", _telegram),
    Instagram: Platform("connectors.instagram", _instagram),
    Mastodon: Platform("connectors.mastodon", _mastodon),
    Bluesky: Platform("connectors.bluesky", _bluesky),
    Threads: Platform("connectors.threads", _threads),
    LinkedIn: Platform("connectors.linkedin", _linkedin),
    YouTube: Platform("connectors.youtube", _youtube),
    Assisted: Platform("connectors.assisted", _assisted),
}


def connector_of(channel: ChannelBase, means: Means) -> Connector:
    """The connector of one channel; raises UnknownChannel."""
    platform = PLATFORMS.get(type(channel))
    if platform is not None:
        return platform.make(channel, means)
    if isinstance(channel, Unusable):
        raise UnknownChannel(f"kanal {means.name}: {channel.why}")
    if channel.declared is None:
        raise UnknownChannel(f"kanal {means.name}: jenis {channel.type} belum dikenal versi ini; isi enabled = false")
    added = _added(channel)
    if added is None:
        raise UnknownChannel(f"kanal {means.name}: paket yang menambahkan jenis {channel.type} tidak memakai AddedPlatform")
    try:
        return added.make(channel, means)
    except Exception as error:
        why = f"paket yang menambahkan jenis {channel.type} gagal membuat konektornya ({type(error).__name__})"
        raise UnknownChannel(f"kanal {means.name}: {why}; laporkan kepada pembuatnya") from error


def _added(channel: ChannelBase) -> AddedPlatform | None:
    declared = channel.declared
    return declared if isinstance(declared, AddedPlatform) and isinstance(declared.limits, Limits) else None


def guide_of(channel: ChannelBase) -> AccountGuide | None:
    """What an office must know of such an account; None for a type whose package does not say."""
    added = _added(channel)
    return added.guide if added else GUIDES.get(channel.type)


def limits_of(channel: ChannelBase) -> Limits:
    """What a channel's platform can do; known without an account or a secret. For a type that has a connector."""
    if added := _added(channel):
        return added.limits
    platform = import_module(PLATFORMS[type(channel)].module)
    limits: Limits = platform.limits_of(channel.platform) if isinstance(channel, Assisted) else platform.LIMITS
    return limits


def is_website(channel: ChannelBase) -> bool:
    """Whether a channel is a website of the office."""
    return (type(channel) in PLATFORMS or _added(channel) is not None) and limits_of(channel).website


def page_wish(office: Office) -> PageWish:
    """Which of an office's channels show a PDF by pictures of its pages; a platform's module is read when it is asked about."""
    known = {name: one for name, one in office.channels.items() if type(one) in PLATFORMS or _added(one) is not None}
    return PageWish(lambda name: name in known and limits_of(known[name]).takes_pages, website_of(office))


def website_of(office: Office) -> str | None:
    """The channel whose link the social channels wait for: the first website of the office."""
    channels = office.channels.items()
    return next((name for name, channel in channels if channel.enabled and is_website(channel)), None)

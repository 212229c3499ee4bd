"""From a channel in the office file to the connector that speaks to it, as its platform declares it.

A platform's library is imported only for an office that has an account there: some take half a second.
"""

from importlib import import_module

from config.channels import ChannelBase, Unusable
from config.office import Office
from config.platforms import PLATFORMS, built_in
from connectors.accounts import AccountGuide, Platform
from connectors.added import AddedPlatform, Means
from connectors.contract import Connector, Limits
from content_queue.read import PageWish
from content_queue.word_labels import WEBSITE, plain
from language.say import later, t


class UnknownChannel(Exception):
    """A channel names a type that this version has no connector for, or one that an installed package adds badly."""


def connector_of(channel: ChannelBase, means: Means) -> Connector:
    """The connector of one channel; raises UnknownChannel."""
    if platform := _built_in(channel):
        return platform.make(channel, means)
    if isinstance(channel, Unusable):
        raise UnknownChannel(t("kanal {channel}: {why}", channel=means.name, why=channel.why))
    if channel.declared is None:
        said = later("kanal {channel}: jenis {type} belum dikenal versi ini; isi enabled = false")
        raise UnknownChannel(t(said, channel=means.name, type=channel.type))
    added = _added(channel)
    if added is None:
        said = later("kanal {channel}: paket yang menambahkan jenis {type} tidak memakai AddedPlatform")
        raise UnknownChannel(t(said, channel=means.name, type=channel.type))
    try:
        return added.make(channel, means)
    except Exception as error:
        said = later(
            "kanal {channel}: paket yang menambahkan jenis {type} gagal membuat konektornya ({error}); laporkan kepada pembuatnya"
        )
        raise UnknownChannel(t(said, channel=means.name, type=channel.type, error=type(error).__name__)) from error


def _built_in(channel: ChannelBase) -> Platform | None:
    known = channel.type in PLATFORMS and not isinstance(channel, Unusable)
    return built_in(channel.type) if known else None


def _added(channel: ChannelBase) -> AddedPlatform | None:
    declared = channel.declared
    return declared if isinstance(declared, AddedPlatform) and isinstance(declared.limits, Limits) else None


def guide_of(channel: ChannelBase) -> AccountGuide | None:
    """What an office must know of such an account; None for a type whose package does not say."""
    declared = _added(channel) or _built_in(channel)
    return declared.guide if declared else None


def limits_of(channel: ChannelBase) -> Limits:
    """What a channel's platform can do; known without an account or a secret. For a type that has a connector."""
    if added := _added(channel):
        return added.limits
    return limits_declared(built_in(channel.type), getattr(channel, "platform", ""))


def limits_declared(platform: Platform, account: str = "") -> Limits:
    """What a built-in platform can do; on channels that a person fills it depends on where the account is."""
    module = import_module(platform.module)
    limits: Limits = module.limits_of(account) if hasattr(module, "limits_of") else module.LIMITS
    return limits


def is_known(channel: ChannelBase) -> bool:
    """Whether there is a connector for its type."""
    return _built_in(channel) is not None or _added(channel) is not None


def is_website(channel: ChannelBase) -> bool:
    """Whether a channel is a website of the office."""
    return is_known(channel) and limits_of(channel).website


def page_wish(office: Office) -> PageWish:
    """Which of an office's channels show a PDF by pictures of its pages, and what the office calls them; a platform's module is
    read when it is asked about."""
    known = {name: one for name, one in office.channels.items() if is_known(one)}
    site = website_of(office)
    called = dict.fromkeys(WEBSITE, site) if site else {}
    called |= {plain(one.label): name for name, one in office.channels.items() if one.label}
    called |= {plain(name): name for name in office.channels}
    return PageWish(lambda name: name in known and limits_of(known[name]).takes_pages, site, called)


def website_of(office: Office) -> str | None:
    """The channel whose link the social channels wait for: the first website of the office."""
    channels = office.channels.items()
    return next((name for name, channel in channels if channel.enabled and is_website(channel)), None)

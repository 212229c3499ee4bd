"""From [readers.…] in the office file to the sources that are asked, each with a session of its own."""

from collections.abc import Mapping
from dataclasses import dataclass

from config import reader_sources as settings
from config.credentials import SecretError, resolve_secret
from connectors import http
from flows.wiring import Workroom
from readership import analytics, ga4
from readership.sources import OneByOne, ReaderSource
from safety.redaction import Redactor, hide_in_logs


@dataclass(frozen=True)
class Counters:
    """The declared sources by channel, and by channel why one cannot be asked."""

    sources: Mapping[str, OneByOne]
    broken: Mapping[str, str]


def counters_of(room: Workroom, environ: Mapping[str, str]) -> Counters:
    """Every source that the office declares and uses; one without its secret keeps no other waiting."""
    sources: dict[str, OneByOne] = {}
    broken: dict[str, str] = {}
    for channel, declared in room.office.readers.items():
        if not declared.enabled:
            continue
        try:
            secret = resolve_secret(declared.secret, environ, room.settings.path)
        except SecretError as error:
            broken[channel] = str(error)
            continue
        hidden = (secret, *ga4.private_parts(secret)) if isinstance(declared, settings.Ga4) else (secret,)
        hide_in_logs(hidden)
        session = http.session(room.addresses, Redactor(hidden), http.Timeouts(total=30.0), room.clock, max_bytes=2 * 1024 * 1024)
        sources[channel] = OneByOne(_source(declared, session, secret))
    return Counters(sources, broken)


def _source(declared: settings.ReaderSource, session: http.Session, secret: str) -> ReaderSource:
    match declared:
        case settings.Matomo():
            return analytics.Matomo(session, declared.url, declared.site, secret)
        case settings.Plausible():
            return analytics.Plausible(session, declared.url, declared.site, secret)
        case settings.Umami():
            return analytics.Umami(session, declared.url, declared.site, secret)
        case settings.GoatCounter():
            return analytics.GoatCounter(session, declared.url, secret)
        case settings.Jetpack():
            return analytics.Jetpack(session, declared.url, declared.site, secret)
        case settings.Ga4():
            return ga4.Ga4(session, declared.url, declared.site, secret)

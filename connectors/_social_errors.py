"""What a failed request means for the caller's next act; shared by the practice site, Facebook and X."""

import ssl
from enum import StrEnum
from typing import Any

import requests
from urllib3.exceptions import NewConnectionError

from connectors.contract import ConnectorError, MaybePublished, NeedsHuman, Redirected, TryLater
from language.say import later, t
from safety.addresses import ForbiddenAddress

TIMEOUT = (5.0, 30.0)


class Step(StrEnum):
    """What was being done: only a REVEAL can leave something public behind."""

    LOOK = "look"
    STAGE = "stage"
    REVEAL = "reveal"


_AGAIN = {
    Step.LOOK: later("{name}: {why} saat melihat; akan dicoba lagi."),
    Step.STAGE: later("{name}: {why} saat menyiapkan; belum ada yang tayang, akan dicoba lagi."),
}


def unclear(platform: str, step: Step, why: str) -> ConnectorError:
    """No clear answer: after a reveal somebody must look first, before it nothing can be public."""
    if step is Step.REVEAL:
        return MaybePublished(
            t("{name}: {why} sesudah permintaan terkirim; mungkin sudah tayang, periksa dahulu.", name=platform, why=why)
        )
    return TryLater(t(_AGAIN[step], name=platform, why=why))


def never_sent(error: BaseException) -> bool:
    """True if not one byte of the request left: no DNS answer, connection refused, certificate refused."""
    seen: BaseException | None = error
    for _ in range(8):
        if isinstance(seen, requests.ConnectTimeout | NewConnectionError | ssl.SSLCertVerificationError):
            return True
        reason = getattr(seen, "reason", None)
        inner = seen.args[0] if seen is not None and seen.args else None
        nested = [e for e in (reason, inner, getattr(seen, "__context__", None)) if isinstance(e, BaseException)]
        if not nested:
            return False
        seen = nested[0]
    return False


def from_transport(error: Exception, platform: str, step: Step) -> ConnectorError:
    """Translate a transport failure. Never quotes the error itself: its text can carry an address with a token."""
    if isinstance(error, MaybePublished):  # the session cannot know that nothing of this step is public
        return unclear(platform, step, t("hubungan terputus"))
    if isinstance(error, Redirected) and step is Step.LOOK:  # asked with POST; a read would have met the page behind it
        return unclear(platform, step, t("dialihkan ke alamat lain (halaman masuk jaringan, atau alamat kanal keliru)"))
    if isinstance(error, ConnectorError):
        return error
    if isinstance(error, ForbiddenAddress | requests.exceptions.InvalidURL | requests.exceptions.MissingSchema):
        return NeedsHuman(t("{name}: alamat di pengaturan kanal tidak boleh atau tidak dapat dipakai.", name=platform))
    if never_sent(error):
        return TryLater(t("{name}: tidak dapat dihubungi; belum ada yang terkirim.", name=platform))
    return unclear(platform, step, t("hubungan terputus"))


def send(session: requests.Session, platform: str, step: Step, method: str, url: str, **options: Any) -> requests.Response:
    """One request, once; follows no redirect, because a redirected POST silently becomes a GET."""
    try:
        return session.request(method, url, allow_redirects=False, **({"timeout": TIMEOUT} | options))
    except (requests.RequestException, ForbiddenAddress, ConnectorError) as error:
        raise from_transport(error, platform, step) from None


def json_object(response: requests.Response) -> dict[str, Any] | None:
    """The JSON object of an answer, None if it is something else (a captive portal's page, half an answer)."""
    try:
        body = response.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None

"""The key of a home, and the certificates that it judges time stamps by."""

from config.settings import HomeSettings
from safety.home_key import HomeKey, home_key


def key_of(settings: HomeSettings) -> HomeKey:
    """The key of this home, made where there is none. It lies beside the book and in no backup. Raises KeyUnusable."""
    return home_key(settings.path / "ledger")


def pinned_roots(settings: HomeSettings) -> bytes | None:
    """The certificates that time stamps are judged by; None where the home names none or they cannot be read."""
    if not settings.archive.timestamp_ca:
        return None
    try:
        return (settings.path / settings.archive.timestamp_ca).read_bytes()
    except OSError:
        return None

"""The table of the platforms that a person posts to by hand and that are known: one line each, found in `connectors/kits`."""

from importlib import import_module

from connectors.kits import KnownPlatform

NAMES = (
    "tiktok",
    "whatsapp",
    "google_maps",
    "youtube",
)
KNOWN: tuple[KnownPlatform, ...] = tuple(import_module(f"connectors.kits.{name}").ROW for name in NAMES)


def known(platform: str) -> KnownPlatform | None:
    """The row of a platform by whatever name the office calls it; None for one that is not known."""
    wanted = " ".join(platform.casefold().split())
    return next((one for one in KNOWN if wanted in one.called), None)

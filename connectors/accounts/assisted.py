"""A channel that a person fills: what the office file says of it, where its secrets come from, how its connector is made."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from config.channel_base import Address, ChannelBase
from connectors.accounts import AccountGuide, Platform
from connectors.assisted_platforms import KNOWN
from language.say import later

if TYPE_CHECKING:
    from connectors.added import Means
    from connectors.contract import Connector

EXAMPLE = later(
    """
# Kanal yang diunggah orang: tayang menyiapkan teks dan gambar, orang mengunggah lalu mengisi tautannya.
# Nama platform lain boleh: kitnya berisi naskah seutuhnya.
"""
)


class Assisted(ChannelBase):
    """A channel on which a person posts what tayang has prepared, and hands back the link."""

    type: Literal["assisted"]
    platform: str = Field(min_length=1, description=later("nama platform, misalnya tiktok, atau website untuk situs web"))
    url: Address = Field(description=later("alamat akun seperti dilihat publik"))
    username: str = Field(default="", description=later("nama akun"))


def _make(channel: Assisted, means: "Means") -> "Connector":
    from connectors import assisted

    return assisted.Assisted(means.name, channel.platform, channel.url, means.home / "kit")


PLATFORM = Platform(
    channel=Assisted,
    module="connectors.assisted",
    make=_make,
    guide=AccountGuide(
        name=later("Kanal yang diunggah orang"),
        through=later("orang"),
        steps=(later("Tidak ada yang perlu disambungkan: tayang menyiapkan kit, orang mengunggahnya dan mengisi tautannya."),),
        token_life=later("tanpa token"),
        version=later("tanpa API"),
    ),
    example=(EXAMPLE, *(row.example for row in KNOWN)),
    undescribed="a person posts; no request is made",
)

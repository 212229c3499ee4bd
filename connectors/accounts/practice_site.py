"""The practice town's website: what the office file says of it, where its secrets come from, how its connector is made."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from config.channel_base import NAME_HINT, Address, ChannelBase, SecretName
from connectors.accounts import AccountGuide, InPractice, Platform
from language.say import later

if TYPE_CHECKING:
    from connectors.added import Means
    from connectors.contract import Connector


class PracticeSite(ChannelBase):
    """The embedded website of the practice town."""

    only_in_practice: ClassVar[bool] = True

    type: Literal["practice_site"]
    url: Address = Field(description=later("alamat situs latihan, misalnya http://127.0.0.1:8420"))
    username: str = Field(default="", description=later("nama pengguna di situs latihan"))
    secret: SecretName | None = Field(default=None, description=NAME_HINT)


def _make(channel: PracticeSite, means: "Means") -> "Connector":
    from connectors import practice_site

    return practice_site.PracticeSite(means.session, channel.url, means.secret(channel.secret), means.clock, means.name)


PLATFORM = Platform(
    channel=PracticeSite,
    module="connectors.practice_site",
    make=_make,
    guide=AccountGuide(
        name=later("Situs latihan"),
        through="requests",
        steps=(later("Token situs latihan tertulis di rahasia.env rumah latihan; `tayang practice start` yang membuatnya."),),
        secrets={"secret": later("token situs latihan")},
    ),
    practice=InPractice(
        member="site",
        port=8420,
        tokens={"site": "TAYANG_LATIHAN_WEBSITE"},
        lines=later("""
[channels.website]
type = "practice_site"
label = "Situs web latihan"
url = "@URL@"
username = "tayang"
secret = "TAYANG_LATIHAN_WEBSITE"
"""),
    ),
    undescribed="our own site for practice",
)

"""An account on Mastodon: what the office file says of it, where its secrets come from, how its connector is made."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field, StrictInt

from config.channel_base import NAME_HINT, Address, ChannelBase, SecretName
from connectors.accounts import AccountGuide, InPractice, Platform
from language.say import later

if TYPE_CHECKING:
    from connectors.added import Means
    from connectors.contract import Connector


class Mastodon(ChannelBase):
    """An account on a Mastodon instance."""

    type: Literal["mastodon"]
    url: Address = Field(description=later("alamat instans, misalnya https://mastodon.example"))
    username: str = Field(pattern=r"^[A-Za-z0-9_]{1,30}$", description=later("nama akun tanpa @ dan tanpa nama instans"))
    secret: SecretName = Field(description=NAME_HINT)
    max_characters: StrictInt = Field(
        default=500, ge=100, le=100_000, description=later("aksara per kiriman yang diterima instans")
    )


def _make(channel: Mastodon, means: "Means") -> "Connector":
    from connectors import mastodon

    token = means.secret(channel.secret)
    return mastodon.Mastodon(means.session, channel.url, channel.username, token, means.clock, means.name, channel.max_characters)


PLATFORM = Platform(
    channel=Mastodon,
    module="connectors.mastodon",
    make=_make,
    guide=AccountGuide(
        name=later("Akun Mastodon"),
        through="requests",
        steps=(
            later("Di instans buka Preferensi, Pengembangan, Aplikasi baru."),
            later("Beri hanya hak read, write:statuses, dan write:media, bukan seluruh write; lalu salin token aksesnya."),
        ),
        secrets={"secret": later("token akses")},
        rights=later("read, write:statuses, write:media; hak write seluruhnya ditolak kecuali `allow_more_power = true`"),
        version=later("API v1 dan v2; tidak ada tanggal akhir"),
    ),
    example=later("""
[channels.mastodon]
type = "mastodon"
label = "Mastodon"
url = "https://mastodon.example" # alamat instans
username = "kpu_contoh" # tanpa @ dan tanpa nama instans
secret = "TAYANG_MASTODON_TOKEN" # Preferensi, Pengembangan, Aplikasi baru: hak read, write:statuses, write:media
"""),
    practice=InPractice(
        member="mastodon",
        port=8424,
        tokens={"mastodon": "TAYANG_LATIHAN_MASTODON"},
        lines=later("""
[channels.mastodon]
type = "mastodon"
label = "Mastodon latihan"
url = "@URL@"
username = "kpu_contoh"
secret = "TAYANG_LATIHAN_MASTODON"
"""),
    ),
)

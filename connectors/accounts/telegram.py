"""A channel on Telegram: what the office file says of it, where its secrets come from, how its connector is made."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from config.channel_base import NAME_HINT, Address, ChannelBase, SecretName
from connectors.accounts import AccountGuide, InPractice, Platform
from language.say import later

if TYPE_CHECKING:
    from connectors.added import Means
    from connectors.contract import Connector


class Telegram(ChannelBase):
    """A public channel on Telegram, written by a bot."""

    type: Literal["telegram"]
    url: Address | None = Field(
        default=None, description=later("alamat kanal seperti dilihat publik, misalnya https://t.me/kpu_contoh")
    )
    api_url: Address | None = Field(default=None, description=later("alamat API bila bukan api.telegram.org (kota latihan)"))
    username: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{4,31}$", description=later("nama kanal publik tanpa @"))
    secret: SecretName = Field(description=NAME_HINT)


def _make(channel: Telegram, means: "Means") -> "Connector":
    from connectors import telegram
    from connectors.telegram_client import API_URL

    token, address = means.secret(channel.secret), channel.api_url or API_URL
    return telegram.Telegram(means.session, channel.username, token, means.clock, means.name, address)


PLATFORM = Platform(
    channel=Telegram,
    module="connectors.telegram",
    make=_make,
    guide=AccountGuide(
        name=later("Kanal Telegram"),
        through="requests",
        steps=(
            later("Di Telegram kirim /newbot kepada @BotFather, lalu salin tokennya."),
            later("Jadikan bot admin kanal kantor, cukup dengan hak mengirim, mengubah, dan menghapus pesan."),
        ),
        secrets={"secret": later("token bot")},
        rights=later("admin kanal: mengirim, mengubah, menghapus pesan"),
        version=later("Bot API; tidak ada tanggal akhir"),
    ),
    example=later("""
[channels.telegram]
type = "telegram"
label = "Telegram"
username = "kpu_contoh" # nama kanal publik tanpa @
secret = "TAYANG_TELEGRAM_TOKEN" # token bot dari @BotFather; bot harus admin kanal
"""),
    practice=InPractice(
        member="telegram",
        port=8423,
        tokens={"telegram": "TAYANG_LATIHAN_TELEGRAM"},
        token_head="7001234567:",  # noqa: S106  # a number that every bot's token begins with
        lines=later("""
[channels.telegram]
type = "telegram"
label = "Telegram latihan"
api_url = "@URL@"
username = "kpu_contoh"
secret = "TAYANG_LATIHAN_TELEGRAM"
"""),
    ),
)

"""An account on Bluesky: what the office file says of it, where its secrets come from, how its connector is made."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from config.channel_base import NAME_HINT, Address, ChannelBase, SecretName
from connectors.accounts import AccountGuide, InPractice, Platform
from language.say import later

if TYPE_CHECKING:
    from connectors.added import Means
    from connectors.contract import Connector


class Bluesky(ChannelBase):
    """An account on Bluesky."""

    type: Literal["bluesky"]
    username: str = Field(
        pattern=r"^([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?$",
        description=later("nama akun lengkap tanpa @, misalnya kpu-contoh.bsky.social"),
    )
    secret: SecretName = Field(description=NAME_HINT)
    url: Address | None = Field(
        default=None, description=later("alamat depan situs tempat publik membacanya bila bukan bsky.app")
    )
    api_url: Address | None = Field(default=None, description=later("alamat server akun (PDS) bila bukan bsky.social"))
    appview_url: Address | None = Field(default=None, description=later("alamat API baca publik bila bukan public.api.bsky.app"))


def _make(channel: Bluesky, means: "Means") -> "Connector":
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


PLATFORM = Platform(
    channel=Bluesky,
    module="connectors.bluesky",
    make=_make,
    guide=AccountGuide(
        name=later("Akun Bluesky"),
        through="requests",
        steps=(
            later("Di aplikasi Bluesky buka Pengaturan, Privasi dan keamanan, Sandi aplikasi, Tambah sandi aplikasi."),
            later(
                "Beri nama tayang, tanpa izin membaca pesan pribadi; salin sandinya (empat kali empat huruf), hanya tampak "
                "sekali."
            ),
            later("Nama akun ditulis lengkap, misalnya kpu-contoh.bsky.social, atau ranah kantor bila dipakai sebagai nama."),
        ),
        secrets={"secret": later("sandi aplikasi (bukan sandi utama)")},
        rights=later("sandi aplikasi tanpa izin pesan pribadi; sandi utama ditolak kecuali `allow_more_power = true`"),
        version=later("AT Protocol (XRPC); tidak ada tanggal akhir"),
    ),
    example=later("""
[channels.bluesky]
type = "bluesky"
label = "Bluesky"
username = "kpu-contoh.bsky.social" # nama akun lengkap tanpa @
secret = "TAYANG_BLUESKY_PASSWORD" # sandi aplikasi, bukan sandi utama: Pengaturan, Privasi dan keamanan, Sandi aplikasi
"""),
    practice=InPractice(
        member="bluesky",
        port=8428,
        tokens={"bluesky": "TAYANG_LATIHAN_BLUESKY"},
        lines=later("""
[channels.bluesky]
type = "bluesky"
label = "Bluesky latihan"
url = "@URL@"
api_url = "@URL@"
appview_url = "@URL@"
username = "kpu-contoh.bsky.social"
secret = "TAYANG_LATIHAN_BLUESKY"
"""),
    ),
    undescribed="its records are held against the lexicons' own models in tests/connectors/test_bluesky.py",
)

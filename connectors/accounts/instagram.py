"""An Instagram account: what the office file says of it, where its secrets come from, how its connector is made."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from config.channel_base import NAME_HINT, Address, ChannelBase, SecretName
from connectors.accounts import AccountGuide, InPractice, Platform
from connectors.accounts.facebook import APP_SECRET
from language.say import later

if TYPE_CHECKING:
    from connectors.added import Means
    from connectors.contract import Connector


class Instagram(ChannelBase):
    """A professional Instagram account, through Graph."""

    type: Literal["instagram"]
    url: Address | None = Field(default=None, description=later("alamat akun seperti dilihat publik"))
    api_url: Address | None = Field(default=None, description=later("alamat API bila bukan graph.facebook.com (kota latihan)"))
    account_id: str = Field(
        pattern=r"^\d{3,20}$", description=later("nomor akun Instagram profesional (angka di antara tanda kutip)")
    )
    username: str = Field(pattern=r"^[A-Za-z0-9_.]{1,30}$", description=later("nama akun tanpa @"))
    secret: SecretName = Field(description=NAME_HINT)
    app_secret: SecretName | None = Field(default=None, description=NAME_HINT)


def _make(channel: Instagram, means: "Means") -> "Connector":
    from connectors import instagram
    from connectors.facebook_graph import API_URL

    return instagram.Instagram(
        session=means.session,
        account_id=channel.account_id,
        username=channel.username,
        token=means.secret(channel.secret),
        clock=means.clock,
        channel=means.name,
        api_url=channel.api_url or API_URL,
        app_secret=means.secret(channel.app_secret),
    )


PLATFORM = Platform(
    channel=Instagram,
    module="connectors.instagram",
    make=_make,
    guide=AccountGuide(
        name=later("Akun Instagram profesional"),
        through="facebook-sdk",
        steps=(
            later("Akunnya harus profesional dan tersambung ke halaman Facebook kantor."),
            later("Di Meta Business Suite buka Setelan, Pengguna Sistem; beri pengguna sistem halaman dan akun Instagram itu."),
            later(
                "Buat token dengan hak instagram_basic, instagram_content_publish, pages_read_engagement, "
                "instagram_manage_insights."
            ),
        ),
        secrets={"secret": later("token pengguna sistem"), "app_secret": APP_SECRET},
        rights="instagram_basic, instagram_content_publish, pages_read_engagement, instagram_manage_insights",
        links=False,
        token_life=later("token pengguna sistem tidak berakhir; token lain menyebut akhirnya sendiri"),
        versions="connectors.facebook_graph",
    ),
    example=later("""
[channels.instagram]
type = "instagram" # akun profesional; gambarnya diambil Meta dari situs web di atas
label = "Instagram"
account_id = "17841400000000000"
username = "kpu_contoh"
secret = "TAYANG_INSTAGRAM_TOKEN"
app_secret = "TAYANG_FACEBOOK_APP_SECRET"
"""),
    practice=InPractice(
        member="instagram",
        port=8426,
        tokens={"instagram": "TAYANG_LATIHAN_INSTAGRAM"},
        lines=later("""
[channels.instagram]
type = "instagram"
label = "Instagram latihan"
api_url = "@URL@"
account_id = "17841400000000000"
username = "kpu_contoh"
secret = "TAYANG_LATIHAN_INSTAGRAM"
"""),
    ),
)

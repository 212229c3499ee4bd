"""A Facebook page: what the office file says of it, where its secrets come from, how its connector is made."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from config.channel_base import NAME_HINT, Address, ChannelBase, SecretName
from connectors.accounts import AccountGuide, InPractice, Platform
from language.say import later

if TYPE_CHECKING:
    from connectors.added import Means
    from connectors.contract import Connector

APP_SECRET = later("Kunci Rahasia Aplikasi (App Secret) dari dasbor aplikasi Meta, Pengaturan, Dasar")


class Facebook(ChannelBase):
    """A Facebook page."""

    type: Literal["facebook"]
    url: Address | None = Field(default=None, description=later("alamat halaman seperti dilihat publik"))
    api_url: Address | None = Field(default=None, description=later("alamat API bila bukan graph.facebook.com (kota latihan)"))
    page_id: str = Field(pattern=r"^\d{3,20}$", description=later("nomor halaman (angka di antara tanda kutip)"))
    secret: SecretName = Field(description=NAME_HINT)
    app_secret: SecretName | None = Field(default=None, description=NAME_HINT)


def _make(channel: Facebook, means: "Means") -> "Connector":
    from connectors import facebook
    from connectors.facebook_graph import API_URL

    token, app_secret = means.secret(channel.secret), means.secret(channel.app_secret)
    address = channel.api_url or API_URL
    return facebook.Facebook(means.session, channel.page_id, token, means.clock, means.name, address, app_secret)


PLATFORM = Platform(
    channel=Facebook,
    module="connectors.facebook",
    make=_make,
    guide=AccountGuide(
        name=later("Halaman Facebook"),
        through="facebook-sdk",
        steps=(
            later(
                "Di Meta Business Suite buka Setelan, Pengguna Sistem; buat pengguna sistem dan beri halaman kantor kepadanya."
            ),
            later(
                "Buat token halaman untuk aplikasi kantor dengan hak pages_manage_posts, pages_read_engagement, read_insights."
            ),
            later("Token pengguna sistem tidak ikut hilang bila pegawai pindah; token pribadi ikut hilang."),
        ),
        secrets={"secret": later("token halaman"), "app_secret": APP_SECRET},
        rights="pages_manage_posts, pages_read_engagement, read_insights",
        token_life=later("token pengguna sistem tidak berakhir; token lain menyebut akhirnya sendiri"),
        versions="connectors.facebook_graph",
    ),
    example="""
[channels.facebook]
type = "facebook"
label = "Facebook"
page_id = "100000000000000"
secret = "TAYANG_FACEBOOK_TOKEN"
app_secret = "TAYANG_FACEBOOK_APP_SECRET"
""",
    practice=InPractice(
        member="graph",
        port=8421,
        tokens={"page": "TAYANG_LATIHAN_FACEBOOK"},
        lines=later("""
[channels.facebook]
type = "facebook"
label = "Facebook latihan"
api_url = "@URL@"
page_id = "100000000000000"
secret = "TAYANG_LATIHAN_FACEBOOK"
"""),
    ),
)

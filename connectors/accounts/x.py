"""An account on X: what the office file says of it, where its secrets come from, how its connector is made."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from config.channel_base import NAME_HINT, Address, ChannelBase, SecretName
from connectors.accounts import AccountGuide, InPractice, Platform
from language.say import later

if TYPE_CHECKING:
    from connectors.added import Means
    from connectors.contract import Connector

WITHOUT_LINK, WITH_LINK = later("US$0,015"), later("US$0,20")


class X(ChannelBase):
    """An account on X, spoken to with OAuth 1.0a user keys."""

    type: Literal["x"]
    url: Address | None = Field(default=None, description=later("alamat akun seperti dilihat publik"))
    api_url: Address | None = Field(default=None, description=later("alamat API bila bukan api.x.com (kota latihan)"))
    username: str = Field(pattern=r"^[A-Za-z0-9_]{1,15}$", description=later("nama akun tanpa @"))
    api_key: SecretName = Field(description=NAME_HINT)
    api_key_secret: SecretName = Field(description=NAME_HINT)
    access_token: SecretName = Field(description=NAME_HINT)
    secret: SecretName = Field(description=NAME_HINT)


def _make(channel: X, means: "Means") -> "Connector":
    from connectors import x
    from connectors.x_client import API_URL

    return x.X(
        session=means.session,
        username=channel.username,
        api_key=means.secret(channel.api_key),
        api_key_secret=means.secret(channel.api_key_secret),
        access_token=means.secret(channel.access_token),
        access_secret=means.secret(channel.secret),
        clock=means.clock,
        channel=means.name,
        api_url=channel.api_url or API_URL,
    )


PLATFORM = Platform(
    channel=X,
    module="connectors.x",
    make=_make,
    guide=AccountGuide(
        name=later("Akun X"),
        through="tweepy",
        steps=(
            later("Di konsol pengembang X buka aplikasi kantor; setel haknya Read and write sebelum kunci dibuat."),
            later("Di Keys and tokens salin API Key dan API Key Secret, lalu buat Access Token dan Access Token Secret."),
            later("Isi kredit dan batas belanja di konsol: X menagih setiap kiriman, dan 13 kali lipat bila memuat tautan."),
        ),
        secrets={
            "api_key": "API Key",
            "api_key_secret": "API Key Secret",
            "access_token": "Access Token",
            "secret": "Access Token Secret",
        },
        rights="Read and write",
        version=later("API v2; tidak ada tanggal akhir"),
        cost=later(
            "US$0,015 per kiriman, US$0,20 bila memuat tautan (13 kali lipat); "
            "membaca US$0,001 per kiriman sendiri. Tautan karena itu tidak disertakan kecuali paket memintanya. "
            "Sisa kredit hanya tampak di konsol pengembang X."
        ),
        links=False,
    ),
    example="""
[channels.x]
type = "x"
label = "X"
username = "kpu_contoh"
api_key = "TAYANG_X_API_KEY"
api_key_secret = "TAYANG_X_API_KEY_SECRET"
access_token = "TAYANG_X_ACCESS_TOKEN"
secret = "TAYANG_X_ACCESS_TOKEN_SECRET"
""",
    practice=InPractice(
        member="x",
        port=8422,
        tokens={
            "x_consumer_key": "TAYANG_LATIHAN_X_KEY",
            "x_consumer_secret": "TAYANG_LATIHAN_X_KEY_SECRET",
            "x_access": "TAYANG_LATIHAN_X_TOKEN",
            "x_access_secret": "TAYANG_LATIHAN_X_TOKEN_SECRET",
        },
        lines=later("""
[channels.x]
type = "x"
label = "X latihan"
api_url = "@URL@"
username = "kpu_contoh"
api_key = "TAYANG_LATIHAN_X_KEY"
api_key_secret = "TAYANG_LATIHAN_X_KEY_SECRET"
access_token = "TAYANG_LATIHAN_X_TOKEN"
secret = "TAYANG_LATIHAN_X_TOKEN_SECRET"
"""),
    ),
)

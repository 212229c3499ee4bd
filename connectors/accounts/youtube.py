"""A YouTube channel: what the office file says of it, where its secrets come from, how its connector is made."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field, StrictInt

from config.channel_base import NAME_HINT, Address, ChannelBase, SecretName
from connectors.accounts import AccountGuide, InPractice, Platform
from language.say import later

if TYPE_CHECKING:
    from connectors.added import Means
    from connectors.contract import Connector


class YouTube(ChannelBase):
    """A YouTube channel, through the Data API v3 with its owner's permission."""

    type: Literal["youtube"]
    url: Address | None = Field(default=None, description=later("alamat kanal seperti dilihat publik"))
    api_url: Address | None = Field(default=None, description=later("alamat API bila bukan milik Google (kota latihan)"))
    channel_id: str = Field(pattern=r"^UC[A-Za-z0-9_-]{22}$", description=later("nomor kanal YouTube, diawali UC"))
    client_id: SecretName = Field(description=NAME_HINT)
    client_secret: SecretName = Field(description=NAME_HINT)
    secret: SecretName = Field(description=NAME_HINT)
    category: StrictInt = Field(default=25, ge=1, le=99, description=later("nomor kategori YouTube, 25 Berita & Politik"))


def _make(channel: YouTube, means: "Means") -> "Connector":
    from connectors import youtube
    from connectors.youtube_client import Keys, Places, places_at

    return youtube.YouTube(
        session=means.session,
        channel_id=channel.channel_id,
        keys=Keys(means.secret(channel.client_id), means.secret(channel.client_secret), means.secret(channel.secret)),
        clock=means.clock,
        channel=means.name,
        category=channel.category,
        places=places_at(channel.api_url) if channel.api_url else Places(),
    )


PLATFORM = Platform(
    channel=YouTube,
    module="connectors.youtube",
    make=_make,
    guide=AccountGuide(
        name=later("Kanal YouTube"),
        through="requests",
        steps=(
            later("Di Google Cloud buat proyek kantor dan aktifkan YouTube Data API v3; isi OAuth consent screen, terbitkan."),
            later("Aplikasi harus berstatus In production: izin dari aplikasi yang masih Testing mati sesudah 7 hari."),
            later(
                "Di Credentials buat OAuth client ID jenis Web application, alamat kembali https://developers.google.com/oauthplayground."
            ),
            later("Buka alamat itu, pilih Use your own OAuth credentials, isi client ID dan client secret tadi."),
            later(
                "Minta hak https://www.googleapis.com/auth/youtube, masuk sebagai pemilik kanal kantor, lalu salin refresh token."
            ),
            later(
                "Ajukan audit proyek (Audit and Quota Extension Form): video dari proyek yang belum diaudit dapat dikunci "
                "pribadi."
            ),
        ),
        secrets={"client_id": "client ID", "client_secret": "client secret", "secret": "refresh token"},
        rights=later("youtube; youtube.force-ssl dan hak lain ditolak kecuali `allow_more_power = true`"),
        token_life=later("refresh token tidak berakhir; 7 hari bila aplikasinya masih Testing"),
        version=later("Data API v3; tidak ada tanggal akhir"),
        cost=later(
            "gratis; jatah sehari satu proyek Google 100 unggahan dan 10.000 unit; sekali tayang 1 unggahan dan sekitar 70 unit"
        ),
    ),
    example=later("""
[channels.youtube]
type = "youtube" # satu paket satu film; videonya diunggah tersembunyi, lalu dijadikan publik
label = "YouTube"
channel_id = "UCxxxxxxxxxxxxxxxxxxxxxx" # YouTube Studio, Setelan, Kanal, Setelan lanjutan
client_id = "TAYANG_YOUTUBE_CLIENT_ID" # Google Cloud, Credentials, OAuth client ID
client_secret = "TAYANG_YOUTUBE_CLIENT_SECRET"
secret = "TAYANG_YOUTUBE_REFRESH_TOKEN" # izin pemilik kanal dengan hak youtube
category = 25 # Berita & Politik
"""),
    practice=InPractice(
        member="youtube",
        port=8430,
        tokens={
            "youtube_client": "TAYANG_LATIHAN_YOUTUBE_CLIENT",
            "youtube_client_secret": "TAYANG_LATIHAN_YOUTUBE_CLIENT_SECRET",
            "youtube": "TAYANG_LATIHAN_YOUTUBE",
        },
        lines=later("""
[channels.youtube]
type = "youtube"
label = "YouTube latihan"
api_url = "@URL@"
channel_id = "UCLatihanKPUContoh000000"
client_id = "TAYANG_LATIHAN_YOUTUBE_CLIENT"
client_secret = "TAYANG_LATIHAN_YOUTUBE_CLIENT_SECRET"
secret = "TAYANG_LATIHAN_YOUTUBE"
"""),
    ),
    undescribed="its requests are held against Google's discovery document in tests/connectors/test_youtube.py",
)

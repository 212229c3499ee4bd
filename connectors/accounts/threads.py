"""A Threads profile: what the office file says of it, where its secrets come from, how its connector is made."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from config.channel_base import NAME_HINT, Address, ChannelBase, SecretName
from connectors.accounts import AccountGuide, InPractice, Platform
from language.say import later

if TYPE_CHECKING:
    from connectors.added import Means
    from connectors.contract import Connector


class Threads(ChannelBase):
    """A Threads profile."""

    type: Literal["threads"]
    url: Address | None = Field(default=None, description=later("alamat profil seperti dilihat publik"))
    api_url: Address | None = Field(default=None, description=later("alamat API bila bukan graph.threads.net (kota latihan)"))
    account_id: str = Field(pattern=r"^\d{3,20}$", description=later("nomor profil Threads (angka di antara tanda kutip)"))
    username: str = Field(pattern=r"^[A-Za-z0-9_.]{1,30}$", description=later("nama akun tanpa @"))
    secret: SecretName = Field(description=NAME_HINT)


def _make(channel: Threads, means: "Means") -> "Connector":
    from connectors import threads

    token, address = means.secret(channel.secret), channel.api_url or threads.API_URL
    return threads.Threads(means.session, channel.account_id, channel.username, token, means.clock, means.name, address)


PLATFORM = Platform(
    channel=Threads,
    module="connectors.threads",
    make=_make,
    guide=AccountGuide(
        name=later("Profil Threads"),
        through="facebook-sdk",
        steps=(
            later(
                "Di aplikasi Meta kantor tambahkan kasus penggunaan Access the Threads API, dan profil kantor sebagai penguji."
            ),
            later(
                "Beri hak threads_basic, threads_content_publish, threads_manage_insights, threads_delete; buat token panjangnya."
            ),
            later(
                "Token hidup 60 hari; perawatan malam memperbaruinya, kecuali bila variabel lingkungan atau systemd yang "
                "mengisinya."
            ),
        ),
        secrets={"secret": later("token panjang (60 hari)")},
        rights="threads_basic, threads_content_publish, threads_manage_insights, threads_delete",
        token_life=later("60 hari, diperbarui setiap sekitar 20 hari"),
        token_days=60,
        version=later("Threads v1.0; Meta belum menyebut akhirnya"),
    ),
    example=later("""
[channels.threads]
type = "threads"
label = "Threads"
account_id = "24000000000000000"
username = "kpu_contoh"
secret = "TAYANG_THREADS_TOKEN" # berlaku 60 hari, lalu diperbarui
"""),
    practice=InPractice(
        member="threads",
        port=8427,
        tokens={"threads": "TAYANG_LATIHAN_THREADS"},
        lines=later("""
[channels.threads]
type = "threads"
label = "Threads latihan"
api_url = "@URL@"
account_id = "24000000000000000"
username = "kpu_contoh"
secret = "TAYANG_LATIHAN_THREADS"
"""),
    ),
    undescribed="Meta's description of it lists no request yet (tests/connectors/test_threads.py looks)",
)

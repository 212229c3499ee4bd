"""A LinkedIn page: what the office file says of it, where its secrets come from, how its connector is made."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from config.channel_base import NAME_HINT, Address, ChannelBase, SecretName
from connectors.accounts import AccountGuide, InPractice, Platform
from language.say import later

if TYPE_CHECKING:
    from connectors.added import Means
    from connectors.contract import Connector


class LinkedIn(ChannelBase):
    """The page of an organisation on LinkedIn."""

    type: Literal["linkedin"]
    url: Address | None = Field(default=None, description=later("alamat halaman seperti dilihat publik"))
    api_url: Address | None = Field(default=None, description=later("alamat API bila bukan api.linkedin.com (kota latihan)"))
    organization_id: str = Field(pattern=r"^\d{1,20}$", description=later("nomor organisasi (angka di antara tanda kutip)"))
    secret: SecretName = Field(description=NAME_HINT)
    api_version: str = Field(
        default="",
        pattern=r"^(20\d\d(0[1-9]|1[0-2]))?$",
        description=later("versi API YYYYMM bila bukan bawaan tayang; hidup setahun"),
    )
    client_id: str = Field(
        default="", description=later("Client ID aplikasi LinkedIn kantor, untuk bertanya kapan token berakhir")
    )
    client_secret: SecretName | None = Field(default=None, description=NAME_HINT)


def _make(channel: LinkedIn, means: "Means") -> "Connector":
    from connectors import linkedin
    from connectors.linkedin_client import API_URL, VERSION

    return linkedin.LinkedIn(
        session=means.session,
        organization_id=channel.organization_id,
        token=means.secret(channel.secret),
        clock=means.clock,
        channel=means.name,
        api_url=channel.api_url or API_URL,
        version=channel.api_version or VERSION,
        client_id=channel.client_id,
        client_secret=means.secret(channel.client_secret),
    )


PLATFORM = Platform(
    channel=LinkedIn,
    module="connectors.linkedin",
    make=_make,
    guide=AccountGuide(
        name=later("Halaman LinkedIn"),
        through="requests",
        steps=(
            later(
                "Di portal pengembang LinkedIn buat aplikasi kantor untuk halaman itu, lalu ajukan produk Community Management "
                "API."
            ),
            later("Minta admin halaman menyetujui aplikasi itu; pemeriksaan oleh LinkedIn dapat makan waktu berminggu-minggu."),
            later(
                "Di OAuth 2.0 tools buat token dengan hak w_organization_social, r_organization_social, rw_organization_admin."
            ),
            later(
                "Pemilik token harus admin konten atau admin super halaman itu. Token hidup 60 hari; buat lagi sebelum berakhir."
            ),
        ),
        secrets={
            "secret": later("token akses (60 hari)"),
            "client_secret": later("Client Secret aplikasi (untuk mengetahui akhir token)"),
        },
        rights=later("w_organization_social, r_organization_social, rw_organization_admin; peran admin konten atau admin super"),
        token_life=later("60 hari, lalu dibuat lagi; akhirnya diketahui bila client_id dan client_secret diisi"),
        token_days=60,
        versions="connectors.linkedin_client",
        versioned="LinkedIn",
    ),
    example=later("""
[channels.linkedin]
type = "linkedin" # halaman organisasi; aplikasinya harus disetujui LinkedIn dahulu (Community Management API)
label = "LinkedIn"
organization_id = "104200300"
secret = "TAYANG_LINKEDIN_TOKEN" # berlaku 60 hari
client_id = "86abcdefghijkl" # dengan client_secret, `tayang doctor` tahu kapan token berakhir
client_secret = "TAYANG_LINKEDIN_APP_SECRET"
"""),
    practice=InPractice(
        member="linkedin",
        port=8431,
        tokens={"linkedin": "TAYANG_LATIHAN_LINKEDIN", "linkedin_app": "TAYANG_LATIHAN_LINKEDIN_APP"},
        lines=later("""
[channels.linkedin]
type = "linkedin"
label = "LinkedIn latihan"
api_url = "@URL@"
organization_id = "104200300"
secret = "TAYANG_LATIHAN_LINKEDIN"
client_id = "86latihantayang"
client_secret = "TAYANG_LATIHAN_LINKEDIN_APP"
"""),
    ),
    undescribed="LinkedIn publishes no machine-readable description",
)

"""WordPress through REST: what the office file says of it, where its secrets come from, how its connector is made."""

import re
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field

from config.channel_base import KINDS, NAME_HINT, Address, ChannelBase, SecretName
from connectors.accounts import AccountGuide, Platform
from language.say import later, t

if TYPE_CHECKING:
    from connectors.added import Means
    from connectors.contract import Connector

STEPS = (
    later("Di wp-admin, buat pengguna khusus tayang dengan peran Penulis (Author), lalu masuk sebagai pengguna itu."),
    later("Buka Pengguna, Profil, bagian Sandi Aplikasi (Application Passwords); isi nama tayang, lalu tambahkan."),
    later("Salin sandi yang tampil; sandi itu hanya diperlihatkan sekali. Spasinya boleh ikut."),
)

_POST_TYPE = re.compile(r"[a-z0-9_-]{1,20}")


def _post_types(value: dict[str, str]) -> dict[str, str]:
    for kind, name in value.items():
        if kind not in KINDS:
            raise ValueError(t("“{kind}” bukan jenis paket; pilih salah satu: {kinds}", kind=kind, kinds=", ".join(KINDS)))
        if not _POST_TYPE.fullmatch(name):
            raise ValueError(t("nama jenis naskah WordPress terdiri atas 1-20 huruf kecil, angka, - atau _, misalnya page"))
    return value


PostTypes = Annotated[dict[str, str], AfterValidator(_post_types)]
POST_TYPES_HINT = later('jenis naskah WordPress per jenis paket, misalnya { pengumuman = "page" }; selebihnya pos biasa')


class WordPress(ChannelBase):
    """A WordPress site through REST with an application password."""

    type: Literal["wordpress"]
    url: Address = Field(description=later("alamat depan situs, misalnya https://kpu-contoh.example"))
    username: str = Field(min_length=1, description=later("nama pengguna WordPress yang menulis, peran author atau editor"))
    secret: SecretName = Field(description=NAME_HINT)
    post_types: PostTypes = Field(default_factory=dict, description=POST_TYPES_HINT)


def _make(channel: WordPress, means: "Means") -> "Connector":
    from connectors import wordpress

    password = means.secret(channel.secret)
    return wordpress.WordPress(channel.url, channel.username, password, means.session, means.name, channel.post_types)


PLATFORM = Platform(
    channel=WordPress,
    module="connectors.wordpress",
    make=_make,
    guide=AccountGuide(
        name="WordPress (REST)",
        through="requests",
        steps=STEPS,
        secrets={"secret": later("sandi aplikasi WordPress (bukan sandi masuk)")},
        rights=later("peran Penulis (Author); Editor dan Administrator ditolak kecuali `allow_more_power = true`"),
        version=later("REST wp/v2; tidak ada tanggal akhir"),
    ),
    example=later("""
[channels.website]
type = "wordpress" # atau "wordpress_xmlrpc" bila REST dimatikan
label = "Situs web"
url = "https://kpu-contoh.example"
username = "tayang"
secret = "TAYANG_WEBSITE_PASSWORD" # sandi aplikasi WordPress
"""),
    undescribed="each site describes itself; a real one answers in tests/wordpress",
)

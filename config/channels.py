"""The channels that an office may name: account fields in the open, secrets by name only."""

import re
from difflib import get_close_matches
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    StrictBool,
    StrictInt,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from config.added import BadAddition, NobodyAdds, declared_by
from config.credentials import MOVE_IT, SECRET_NAME


def _secret_name(value: str) -> str:
    if not SECRET_NAME.fullmatch(value):
        raise ValueError(MOVE_IT)
    return value


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("bukan alamat web; tulis lengkap, misalnya https://kpu-contoh.example")
    if parts.username or parts.password:
        raise ValueError(MOVE_IT)
    return value.rstrip("/")


KINDS = ("berita", "pengumuman", "produk-hukum", "infografis", "siaran-pers", "agenda")
"""The kinds of package, as an operator writes them."""
_POST_TYPE = re.compile(r"[a-z0-9_-]{1,20}")


def _post_types(value: dict[str, str]) -> dict[str, str]:
    for kind, name in value.items():
        if kind not in KINDS:
            raise ValueError(f"“{kind}” bukan jenis paket; pilih salah satu: {', '.join(KINDS)}")
        if not _POST_TYPE.fullmatch(name):
            raise ValueError("nama jenis naskah WordPress terdiri atas 1-20 huruf kecil, angka, - atau _, misalnya page")
    return value


PostTypes = Annotated[dict[str, str], AfterValidator(_post_types)]
_POST_TYPES_HINT = 'jenis naskah WordPress per jenis paket, misalnya { pengumuman = "page" }; selebihnya pos biasa'
SecretName = Annotated[str, AfterValidator(_secret_name)]
Address = Annotated[str, AfterValidator(_address)]
_TYPO = 0.8
NAME_HINT = "tulis NAMA rahasia dengan huruf besar, misalnya TAYANG_WEBSITE_PASSWORD"


class ChannelBase(BaseModel):
    """What every channel has."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: str = Field(description="jenis kanal, misalnya wordpress, facebook, telegram atau assisted; semuanya di docs/admin.md")
    label: str = Field(default="", description="nama kanal seperti tercetak di papan dan rekapitulasi")
    enabled: StrictBool = Field(default=True, description="false: kanal ini tidak dipakai dulu")
    allow_more_power: StrictBool = Field(default=False, description="true: akun ini sengaja lebih berkuasa daripada yang perlu")
    _declared: Any = PrivateAttr(default=None)

    @property
    def declared(self) -> Any:
        """What the package that added this type of channel declares of it; None for a built-in type."""
        return self._declared

    def secret_names(self) -> dict[str, str]:
        """The names of this channel's secrets by the field that they stand in; nothing is resolved."""
        return {
            name: value
            for name, field in type(self).model_fields.items()
            if field.description == NAME_HINT and (value := getattr(self, name))
        }


class PracticeSite(ChannelBase):
    """The embedded website of the practice town."""

    type: Literal["practice_site"]
    url: Address = Field(description="alamat situs latihan, misalnya http://127.0.0.1:8420")
    username: str = Field(default="", description="nama pengguna di situs latihan")
    secret: SecretName | None = Field(default=None, description=NAME_HINT)


class WordPress(ChannelBase):
    """A WordPress site through REST with an application password."""

    type: Literal["wordpress"]
    url: Address = Field(description="alamat depan situs, misalnya https://kpu-contoh.example")
    username: str = Field(min_length=1, description="nama pengguna WordPress yang menulis, peran author atau editor")
    secret: SecretName = Field(description=NAME_HINT)
    post_types: PostTypes = Field(default_factory=dict, description=_POST_TYPES_HINT)


class WordPressXmlRpc(ChannelBase):
    """A WordPress site with REST switched off."""

    type: Literal["wordpress_xmlrpc"]
    url: Address = Field(description="alamat depan situs, misalnya https://kpu-contoh.example")
    username: str = Field(min_length=1, description="nama pengguna WordPress yang menulis, peran author atau editor")
    secret: SecretName = Field(description=NAME_HINT)
    post_types: PostTypes = Field(default_factory=dict, description=_POST_TYPES_HINT)
    blog_id: StrictInt = Field(default=0, ge=0, description="nomor blog, 0 bila situs tunggal")


class Facebook(ChannelBase):
    """A Facebook page."""

    type: Literal["facebook"]
    url: Address | None = Field(default=None, description="alamat halaman seperti dilihat publik")
    api_url: Address | None = Field(default=None, description="alamat API bila bukan graph.facebook.com (kota latihan)")
    page_id: str = Field(pattern=r"^\d{3,20}$", description="nomor halaman (angka di antara tanda kutip)")
    secret: SecretName = Field(description=NAME_HINT)
    app_secret: SecretName | None = Field(default=None, description=NAME_HINT)


class X(ChannelBase):
    """An account on X, spoken to with OAuth 1.0a user keys."""

    type: Literal["x"]
    url: Address | None = Field(default=None, description="alamat akun seperti dilihat publik")
    api_url: Address | None = Field(default=None, description="alamat API bila bukan api.x.com (kota latihan)")
    username: str = Field(pattern=r"^[A-Za-z0-9_]{1,15}$", description="nama akun tanpa @")
    api_key: SecretName = Field(description=NAME_HINT)
    api_key_secret: SecretName = Field(description=NAME_HINT)
    access_token: SecretName = Field(description=NAME_HINT)
    secret: SecretName = Field(description=NAME_HINT)


class Telegram(ChannelBase):
    """A public channel on Telegram, written by a bot."""

    type: Literal["telegram"]
    url: Address | None = Field(default=None, description="alamat kanal seperti dilihat publik, misalnya https://t.me/kpu_contoh")
    api_url: Address | None = Field(default=None, description="alamat API bila bukan api.telegram.org (kota latihan)")
    username: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{4,31}$", description="nama kanal publik tanpa @")
    secret: SecretName = Field(description=NAME_HINT)


class Instagram(ChannelBase):
    """A professional Instagram account, through Graph."""

    type: Literal["instagram"]
    url: Address | None = Field(default=None, description="alamat akun seperti dilihat publik")
    api_url: Address | None = Field(default=None, description="alamat API bila bukan graph.facebook.com (kota latihan)")
    account_id: str = Field(pattern=r"^\d{3,20}$", description="nomor akun Instagram profesional (angka di antara tanda kutip)")
    username: str = Field(pattern=r"^[A-Za-z0-9_.]{1,30}$", description="nama akun tanpa @")
    secret: SecretName = Field(description=NAME_HINT)
    app_secret: SecretName | None = Field(default=None, description=NAME_HINT)


class Mastodon(ChannelBase):
    """An account on a Mastodon instance."""

    type: Literal["mastodon"]
    url: Address = Field(description="alamat instans, misalnya https://mastodon.example")
    username: str = Field(pattern=r"^[A-Za-z0-9_]{1,30}$", description="nama akun tanpa @ dan tanpa nama instans")
    secret: SecretName = Field(description=NAME_HINT)
    max_characters: StrictInt = Field(default=500, ge=100, le=100_000, description="aksara per kiriman yang diterima instans")


class Bluesky(ChannelBase):
    """An account on Bluesky."""

    type: Literal["bluesky"]
    username: str = Field(
        pattern=r"^([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?$",
        description="nama akun lengkap tanpa @, misalnya kpu-contoh.bsky.social",
    )
    secret: SecretName = Field(description=NAME_HINT)
    url: Address | None = Field(default=None, description="alamat depan situs tempat publik membacanya bila bukan bsky.app")
    api_url: Address | None = Field(default=None, description="alamat server akun (PDS) bila bukan bsky.social")
    appview_url: Address | None = Field(default=None, description="alamat API baca publik bila bukan public.api.bsky.app")


class Threads(ChannelBase):
    """A Threads profile."""

    type: Literal["threads"]
    url: Address | None = Field(default=None, description="alamat profil seperti dilihat publik")
    api_url: Address | None = Field(default=None, description="alamat API bila bukan graph.threads.net (kota latihan)")
    account_id: str = Field(pattern=r"^\d{3,20}$", description="nomor profil Threads (angka di antara tanda kutip)")
    username: str = Field(pattern=r"^[A-Za-z0-9_.]{1,30}$", description="nama akun tanpa @")
    secret: SecretName = Field(description=NAME_HINT)


class LinkedIn(ChannelBase):
    """The page of an organisation on LinkedIn."""

    type: Literal["linkedin"]
    url: Address | None = Field(default=None, description="alamat halaman seperti dilihat publik")
    api_url: Address | None = Field(default=None, description="alamat API bila bukan api.linkedin.com (kota latihan)")
    organization_id: str = Field(pattern=r"^\d{1,20}$", description="nomor organisasi (angka di antara tanda kutip)")
    secret: SecretName = Field(description=NAME_HINT)
    api_version: str = Field(
        default="", pattern=r"^(20\d\d(0[1-9]|1[0-2]))?$", description="versi API YYYYMM bila bukan bawaan tayang; hidup setahun"
    )
    client_id: str = Field(default="", description="Client ID aplikasi LinkedIn kantor, untuk bertanya kapan token berakhir")
    client_secret: SecretName | None = Field(default=None, description=NAME_HINT)


class YouTube(ChannelBase):
    """A YouTube channel, through the Data API v3 with its owner's permission."""

    type: Literal["youtube"]
    url: Address | None = Field(default=None, description="alamat kanal seperti dilihat publik")
    api_url: Address | None = Field(default=None, description="alamat API bila bukan milik Google (kota latihan)")
    channel_id: str = Field(pattern=r"^UC[A-Za-z0-9_-]{22}$", description="nomor kanal YouTube, diawali UC")
    client_id: SecretName = Field(description=NAME_HINT)
    client_secret: SecretName = Field(description=NAME_HINT)
    secret: SecretName = Field(description=NAME_HINT)
    category: StrictInt = Field(default=25, ge=1, le=99, description="nomor kategori YouTube, 25 Berita & Politik")


class Assisted(ChannelBase):
    """A channel on which a person posts what tayang has prepared, and hands back the link."""

    type: Literal["assisted"]
    platform: str = Field(min_length=1, description="nama platform, misalnya instagram, tiktok atau youtube")
    url: Address = Field(description="alamat akun seperti dilihat publik")
    username: str = Field(default="", description="nama akun")


class Unusable(ChannelBase):
    """A channel of a type that an installed package adds, but not in a way that could be used; `why` for people."""

    model_config = ConfigDict(extra="allow", frozen=True)
    _why: str = PrivateAttr(default="")

    @property
    def why(self) -> str:
        return self._why


_BuiltIn = Annotated[
    PracticeSite
    | WordPress
    | WordPressXmlRpc
    | Facebook
    | X
    | Telegram
    | Instagram
    | Mastodon
    | Bluesky
    | Threads
    | LinkedIn
    | YouTube
    | Assisted,
    Field(discriminator="type"),
]


def _of_its_type(value: Any, built_in: ValidatorFunctionWrapHandler) -> ChannelBase:
    """A channel of a built-in type, else of one that an installed package adds; what is nearly a built-in name is a mistake."""
    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind in CHANNEL_TYPES:
        return built_in(value)  # type: ignore[no-any-return]  # pydantic does not say what it makes
    try:
        declared = declared_by(kind, ChannelBase)
    except BadAddition as error:
        if isinstance(error, NobodyAdds) and get_close_matches(kind, CHANNEL_TYPES, 1, _TYPO):
            return built_in(value)  # type: ignore[no-any-return]  # it tells which types there are
        broken = Unusable.model_validate(value)
        broken._why = str(error)
        return broken
    channel: ChannelBase = declared.channel.model_validate(value)
    channel._declared = declared
    return channel


Channel = Annotated[_BuiltIn, WrapValidator(_of_its_type)]
CHANNEL_MODELS: tuple[type[ChannelBase], ...] = (
    PracticeSite,
    WordPress,
    WordPressXmlRpc,
    Facebook,
    X,
    Telegram,
    Instagram,
    Mastodon,
    Bluesky,
    Threads,
    LinkedIn,
    YouTube,
    Assisted,
)
CHANNEL_TYPES = (
    "practice_site",
    "wordpress",
    "wordpress_xmlrpc",
    "facebook",
    "x",
    "telegram",
    "instagram",
    "mastodon",
    "bluesky",
    "threads",
    "linkedin",
    "youtube",
    "assisted",
)

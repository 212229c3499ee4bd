"""What every channel of an office has, and the kinds of fields that its platform's declaration may use: secrets by name only."""

from typing import Annotated, Any, ClassVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, StrictBool

from config.credentials import MOVE_IT, SECRET_NAME
from language.say import later, t


def _secret_name(value: str) -> str:
    if not SECRET_NAME.fullmatch(value):
        raise ValueError(t(MOVE_IT))
    return value


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(t("bukan alamat web; tulis lengkap, misalnya https://kpu-contoh.example"))
    if parts.username or parts.password:
        raise ValueError(t(MOVE_IT))
    return value.rstrip("/")


KINDS = ("berita", "pengumuman", "produk-hukum", "infografis", "siaran-pers", "agenda")
"""The kinds of package, as an operator writes them."""
SecretName = Annotated[str, AfterValidator(_secret_name)]
Address = Annotated[str, AfterValidator(_address)]
NAME_HINT = later("tulis NAMA rahasia dengan huruf besar, misalnya TAYANG_WEBSITE_PASSWORD")


class ChannelBase(BaseModel):
    """What every channel has."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    only_in_practice: ClassVar[bool] = False
    """Whether an office may name it in its practice home alone."""

    type: str = Field(
        description=later("jenis kanal, misalnya wordpress, facebook atau assisted; semuanya di docs/connectors.md")
    )
    label: str = Field(default="", description=later("nama kanal seperti tercetak di papan dan rekapitulasi"))
    enabled: StrictBool = Field(default=True, description=later("false: kanal ini tidak dipakai dulu"))
    allow_more_power: StrictBool = Field(
        default=False, description=later("true: akun ini sengaja lebih berkuasa daripada yang perlu")
    )
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

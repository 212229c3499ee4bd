"""Analytics that an office declares as the reader counter of a channel: [readers.website] in its file, secrets by name."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

from config.channel_base import NAME_HINT, Address, SecretName
from language.say import later


class ReaderSourceBase(BaseModel):
    """What every source has."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: str = Field(description=later("jenis sumber: matomo, plausible, umami, goatcounter, jetpack atau ga4"))
    enabled: StrictBool = Field(default=True, description=later("false: sumber ini tidak ditanya dulu"))
    secret: SecretName = Field(description=NAME_HINT)


class Matomo(ReaderSourceBase):
    """A Matomo server: page views (`nb_hits`)."""

    type: Literal["matomo"]
    url: Address = Field(description=later("alamat server, misalnya https://statistik.contoh.example"))
    site: StrictInt = Field(ge=1, description=later("nomor situs di Matomo (idSite)"))


class Plausible(ReaderSourceBase):
    """Plausible: page views."""

    type: Literal["plausible"]
    url: Address = Field(default="https://plausible.io", description=later("alamat server Plausible"))
    site: str = Field(min_length=1, description=later("nama situs di Plausible, misalnya kpu-contoh.example"))


class Umami(ReaderSourceBase):
    """Umami 2 or 3: page views."""

    type: Literal["umami"]
    url: Address = Field(description=later("alamat server Umami"))
    site: str = Field(min_length=1, description=later("website ID di Umami"))


class GoatCounter(ReaderSourceBase):
    """GoatCounter: visitors, not page views."""

    type: Literal["goatcounter"]
    url: Address = Field(description=later("alamat situs GoatCounter, misalnya https://contoh.goatcounter.com"))


class Jetpack(ReaderSourceBase):
    """Jetpack Stats through WordPress.com: views of a post."""

    type: Literal["jetpack"]
    url: Address = Field(default="https://public-api.wordpress.com", description=later("alamat API WordPress.com"))
    site: str = Field(min_length=1, description=later("nomor atau nama situs di WordPress.com"))


class Ga4(ReaderSourceBase):
    """Google Analytics 4 with the key of a service account (the whole JSON is the secret): screenPageViews."""

    type: Literal["ga4"]
    url: Address = Field(default="https://analyticsdata.googleapis.com", description=later("alamat Data API Google Analytics"))
    site: str = Field(pattern=r"^\d+$", description=later("nomor properti GA4 (angka di antara tanda kutip)"))


ReaderSource = Annotated[Matomo | Plausible | Umami | GoatCounter | Jetpack | Ga4, Field(discriminator="type")]
READER_MODELS: tuple[type[ReaderSourceBase], ...] = (Matomo, Plausible, Umami, GoatCounter, Jetpack, Ga4)
READER_TYPES = ("matomo", "plausible", "umami", "goatcounter", "jetpack", "ga4")

"""Which messages an office wants on its phones and in its mail, where to, and when not."""

import re
from datetime import datetime, time
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StrictInt, StringConstraints

from config.credentials import SECRET_NAME
from language.say import later, t

SecretName = Annotated[str, StringConstraints(pattern=SECRET_NAME.pattern)]
_TIME = re.compile(r"([01]\d|2[0-3])[.:]([0-5]\d)")


def _clock_times(text: str) -> list[time]:
    return [time(int(hour), int(minute)) for hour, minute in _TIME.findall(text)]


def _one_time(text: str) -> str:
    if text and not _TIME.fullmatch(text):
        raise ValueError(t("“{text}” bukan jam; tulis misalnya 16.00, atau kosongkan", text=text))
    return text


def _from_to(text: str) -> str:
    if text and not re.fullmatch(rf"{_TIME.pattern}\s*[-–]\s*{_TIME.pattern}", text):
        raise ValueError(t("“{text}” bukan rentang jam; tulis misalnya 20.00-06.30, atau kosongkan", text=text))
    return text


class Messages(BaseModel):
    """[messages] of an office file: what needs a person is told as it happens, what went out once a day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    to: tuple[SecretName, ...] = Field(
        default=(),
        description=later('nama rahasia yang berisi alamat Apprise, misalnya ["TAYANG_PESAN_KANTOR"]; []: tidak ada'),
    )
    quiet: Annotated[str, AfterValidator(_from_to)] = Field(
        default="20.00-06.30", description=later('jam tenang tanpa pesan, misalnya "20.00-06.30"; kosong: tidak ada')
    )
    daily: Annotated[str, AfterValidator(_one_time)] = Field(
        default="16.00", description=later('jam daftar yang tayang hari itu, misalnya "16.00"; kosong: tidak dikirim')
    )
    gap_minutes: Annotated[StrictInt, Field(ge=1, le=1440)] = Field(
        default=10, description=later("paling cepat berapa menit antara dua pesan (1 sampai 1440)")
    )
    most_a_day: Annotated[StrictInt, Field(ge=1, le=200)] = Field(
        default=12, description=later("paling banyak berapa pesan sehari (1 sampai 200)")
    )
    titles: StrictBool = Field(
        default=True, description=later("false: pesan tidak menyebut judul dan nama paket, hanya jumlahnya")
    )

    def is_quiet(self, now: time) -> bool:
        """Whether nobody wants to hear anything at this time of the office's day."""
        if not self.quiet:
            return False
        first, last = _clock_times(self.quiet)
        return first <= now < last if first <= last else now >= first or now < last

    def has_come(self, since: datetime, now: datetime) -> bool:
        """Whether an hour has come since then at which something may be told: the day's list, or the end of the quiet hours.

        Both instants are in the office's own time.
        """
        hours = [self.daily_at] if self.daily_at else []
        hours += _clock_times(self.quiet)[1:]
        marks = [day.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0) for at in hours for day in (since, now)]
        return bool(self.to) and any(since < mark <= now for mark in marks)

    @property
    def daily_at(self) -> time | None:
        """When the list of the day goes out, None if it does not."""
        return _clock_times(self.daily)[0] if self.daily else None

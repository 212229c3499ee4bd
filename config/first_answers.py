"""What a new office says of itself, written into the example of an office file without touching its comments."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_KINDS = re.compile(r"^(?:KPU|Komisi Pemilihan Umum)\s+(?:Republik Indonesia\s+)?", re.IGNORECASE)
_PLACES = re.compile(r"^(?:Kabupaten|Kota|Provinsi|Administrasi)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class FirstAnswers:
    """What is asked when a home is made. `people`: names by id; `website` empty: no site is named yet."""

    name: str
    address: str
    city: str
    time_zone: str
    profile: str
    people: Mapping[str, str] = field(default_factory=dict)
    website: str = ""
    username: str = "tayang"

    @property
    def letterhead(self) -> tuple[str, ...]:
        """The lines of the head of letter as KPU offices print them; other offices have their own name there."""
        place = place_of(self.name)
        return ("KOMISI PEMILIHAN UMUM", place.upper()) if place != self.name else (self.name.upper(),)


def place_of(name: str) -> str:
    """What a KPU office is the commission of: "Kabupaten Contoh"; another office's whole name."""
    return _KINDS.sub("", name.strip(), count=1) or name


def city_of(name: str) -> str:
    """The place that is most likely written beside the date of a letter."""
    return _PLACES.sub("", place_of(name), count=1)


def filled(text: str, answers: FirstAnswers) -> str:
    """The text of an office file with these answers in place of the example's."""
    lines = ",\n".join(f"    {_quoted(line)}" for line in answers.letterhead)
    text = re.sub(r"(?ms)^letterhead = \[.*?^\]", lambda _: f"letterhead = [\n{lines},\n]", text, count=1)
    for key, value in (("name", answers.name), ("address", answers.address), ("city", answers.city)):
        text = _set(text, key, value)
    text = _set(_set(text, "time_zone", answers.time_zone), "profile", answers.profile)
    for person, name in answers.people.items():
        head, block, rest = text.partition(f'id = "{person}"\n')
        text = head + block + _set(rest, "name", name)
    if answers.website:
        head, channel, rest = text.partition("[channels.website]\n")
        text = head + channel + _set(_set(rest, "url", answers.website), "username", answers.username)
    return text


def _set(text: str, key: str, value: str) -> str:
    """The first line of this key says this value; what is written behind it stays."""
    return re.sub(rf'(?m)^({key} = )"[^"\n]*"', lambda found: found[1] + _quoted(value), text, count=1)


def _quoted(value: str) -> str:
    return json.dumps(" ".join(value.split()), ensure_ascii=False).replace("\x7f", "\\u007f")

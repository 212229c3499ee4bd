"""What is wrong with how a command was typed, in the language spoken and not in the words of the library that reads it.

The library tells each mistake by a class of its own with attributes, known here by those attributes; what it tells in a sentence
only is known by that sentence. A sentence that nobody knows is passed on as it is.
"""

import re
from collections.abc import Iterator
from functools import reduce
from typing import Any

from typer import TyperException

from language.say import later, t

_SENTENCES = (
    (r"No such command '(.+?)'\.?", later("tidak ada perintah {0}")),
    (r"Missing command\.", later("perintahnya belum disebut")),
    (r"Got unexpected extra argument\(s\) \((.+)\)", later("kata ini berlebih: {0}. Beberapa kata ditulis dalam tanda kutip")),
    (r"Option '(.+)' does not take a value\.", later("pilihan {0} tidak diberi nilai")),
    (r"Option '(.+)' requires an argument\.", later("pilihan {0} belum diberi nilai")),
    (r"Option '(.+)' requires (\d+) arguments\.", later("pilihan {0} memerlukan {1} nilai")),
)
_VALUES = (
    (r"Input should be a valid integer.*", later("bukan bilangan bulat")),
    (r"Input should be a valid number.*", later("bukan bilangan")),
    (r"(?:Value error, )?(.+) does not match the formats? '%Y-%m-%d'\.?", later("{0} bukan tanggal; tulis seperti 2026-11-30")),
    (r"(?:Value error, )?(.+) is not one of (.+?)\.?", later("{0} bukan salah satu dari {1}")),
    (r"\w+ (.+) does not exist\.", later("{0} tidak ada")),
    (r"\w+ (.+) is a file\.", later("{0} adalah berkas, bukan map")),
    (r"\w+ (.+) is a directory\.", later("{0} adalah map, bukan berkas")),
    (r"\w+ (.+) is not readable\.", later("{0} tidak dapat dibaca")),
)


def told(error: TyperException) -> str:
    """What was typed wrongly, and where to look it up."""
    place = getattr(getattr(error, "ctx", None), "command_path", "tayang")
    sentence = ". ".join(part.rstrip(".") for part in _parts(error))
    sentence = f"{sentence[:1].upper()}{sentence[1:]}."
    return t("{mistake} Cara memakainya: {place} --help", mistake=sentence, place=place)


def _parts(error: Any) -> Iterator[str]:
    message = str(getattr(error, "message", "") or "")
    parameter = getattr(error, "param", None)
    if parameter is not None and hasattr(error, "param_type"):
        meant = " ".join(str(parameter.help or "").split()).rstrip(".")
        if meant:
            yield t("{name} belum disebut ({meant})", name=_name(parameter), meant=meant)
        else:
            yield t("{name} belum disebut", name=_name(parameter))
    elif parameter is not None:
        yield f"{_name(parameter)}: {_said(message, _VALUES)}"
    elif hasattr(error, "possibilities"):
        yield t("tidak ada pilihan {option}", option=error.option_name)
        if error.possibilities:
            yield t("Mungkin maksudnya {words}", words=reduce(_or, sorted(error.possibilities)))
    else:
        yield _said(message, _SENTENCES)


def _or(one: str, other: str) -> str:
    return t("{one} atau {other}", one=one, other=other)


def _name(parameter: Any) -> str:
    if parameter.param_type_name == "option":
        return t("pilihan {option}", option=max(parameter.opts, key=len))
    return str(parameter.metavar or parameter.name.upper()).strip("[]{}")


def _said(message: str, known: tuple[tuple[str, str], ...]) -> str:
    first, _, rest = message.partition(" Did you mean ")
    for pattern, sentence in known:
        if found := re.fullmatch(pattern, first.strip(), re.DOTALL):
            wrong = t(sentence).format(*found.groups())
            return f"{wrong}. {t('Mungkin maksudnya {words}', words=rest.strip(' ?'))}" if rest else wrong
    return message

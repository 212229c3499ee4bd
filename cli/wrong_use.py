"""What is wrong with how a command was typed, in Indonesian: the library that reads command lines speaks English alone.

The library tells each mistake by a class of its own with attributes, known here by those attributes; what it tells in a sentence
only is known by that sentence. A sentence that nobody knows is passed on as it is.
"""

import re
from collections.abc import Iterator
from typing import Any

from typer import TyperException, rich_utils

from language.say import later, t

_SENTENCES = (
    (r"No such command '(.+?)'\.?", later("tidak ada perintah {0}")),
    (r"Missing command\.", later("perintahnya belum disebut")),
    (r"Got unexpected extra argument\(s\) \((.+)\)", later("kata ini berlebih: {0}. Beberapa kata ditulis dalam tanda kutip")),
    (r"Option '(.+)' does not take a value\.", later("pilihan {0} tidak diberi nilai")),
    (r"Option '(.+)' requires an argument\.", later("pilihan {0} belum diberi nilai")),
    (r"Option '(.+)' requires (\d+) arguments\.", "pilihan {0} memerlukan {1} nilai"),
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


def speak_indonesian() -> None:
    """Let the help pages name their parts in Indonesian."""
    rich_utils.ARGUMENTS_PANEL_TITLE = t("Yang disebut")
    rich_utils.OPTIONS_PANEL_TITLE = "Pilihan"
    rich_utils.COMMANDS_PANEL_TITLE = "Perintah"
    rich_utils.REQUIRED_LONG_STRING = "[wajib]"
    rich_utils.DEFAULT_STRING = t("[tanpa disebut: {}]")
    rich_utils.ENVVAR_STRING = "[variabel: {}]"


def told(error: TyperException) -> str:
    """What was typed wrongly, and where to look it up."""
    place = getattr(getattr(error, "ctx", None), "command_path", "tayang")
    sentence = ". ".join(part.rstrip(".") for part in _parts(error))
    return f"{sentence[:1].upper()}{sentence[1:]}. Cara memakainya: {place} --help"


def _parts(error: Any) -> Iterator[str]:
    message = str(getattr(error, "message", "") or "")
    parameter = getattr(error, "param", None)
    if parameter is not None and hasattr(error, "param_type"):
        meant = " ".join(str(parameter.help or "").split()).rstrip(".")
        yield t("{name} belum disebut", name=_name(parameter)) + (f" ({meant})" if meant else "")
    elif parameter is not None:
        yield f"{_name(parameter)}: {_said(message, _VALUES)}"
    elif hasattr(error, "possibilities"):
        yield t("tidak ada pilihan {option_name}", option_name=error.option_name)
        if error.possibilities:
            yield f"Mungkin maksudnya {' atau '.join(sorted(error.possibilities))}"
    else:
        yield _said(message, _SENTENCES)


def _name(parameter: Any) -> str:
    if parameter.param_type_name == "option":
        return f"pilihan {max(parameter.opts, key=len)}"
    return str(parameter.metavar or parameter.name.upper()).strip("[]{}")


def _said(message: str, known: tuple[tuple[str, str], ...]) -> str:
    first, _, rest = message.partition(" Did you mean ")
    for pattern, sentence in known:
        if found := re.fullmatch(pattern, first.strip(), re.DOTALL):
            maybe = f". Mungkin maksudnya {rest.strip(' ?')}" if rest else ""
            return sentence.format(*found.groups()) + maybe
    return message

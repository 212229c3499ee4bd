"""What a terminal would obey instead of showing it, made visible: control characters and marks that turn writing round."""

import re

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LONE_RETURN = re.compile(r"\r(?!\n)")
_COLOUR = re.compile(r"\x1b\[(?:[0-79]|3[0-79]|4[0-79]|9[0-7]|10[0-7]|[34]8;5;\d{1,3}|[34]8;2(?:;\d{1,3}){3})"
                     r"(?:;(?:[0-79]|3[0-79]|4[0-79]|9[0-7]|10[0-7]|[34]8;5;\d{1,3}|[34]8;2(?:;\d{1,3}){3}))*m")  # fmt: skip


def without_controls(text: str) -> str:
    """The text with every control character but tab and line ends as a sign that can be read, an escape as ␛."""
    if text.isprintable():
        return text
    ends = _LONE_RETURN.sub("␍", text)
    return _CONTROLS.sub(lambda found: "\r" if found[0] == "\r" else _sign(found[0]), ends)


def for_a_terminal(text: str) -> str:
    """The same, and marks of direction by their number; colours stay, for tayang writes them itself."""
    if text.isprintable():
        return text
    pieces, end = [], 0
    for colour in _COLOUR.finditer(text):
        pieces += [_shown(text[end : colour.start()]), colour[0]]
        end = colour.end()
    return "".join([*pieces, _shown(text[end:])])


def _shown(text: str) -> str:
    return _TURNING.sub(lambda found: _sign(found[0]), without_controls(text))


def _sign(character: str) -> str:
    number = ord(character)
    if number < 0x20:
        return chr(0x2400 + number)
    return "␡" if number == 0x7F else f"<U+{number:04X}>"

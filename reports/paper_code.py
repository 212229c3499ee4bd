"""The line of a printed sheet as people and machines read it: a QR code, and rows of type that can be put together again."""

from io import BytesIO

import segno

ROW = 80
"""Characters in a row of type: what fits beside the code on A4."""
_BREAKS_BADLY = "-\u00ad"
"""What must not end a row: readers of PDF text take it for a hyphen and throw it away."""


def rows_of(line: str, width: int = ROW) -> list[str]:
    """The line in rows of at most `width`, broken at spaces where that is possible; put together they are the line again."""
    rows: list[str] = []
    left = line
    while len(left) > width:
        cut = _cut(left, width)
        rows.append(left[:cut].rstrip(" "))
        left = left[cut:].lstrip(" ")
    return [*rows, left]


def _cut(text: str, width: int) -> int:
    spaces = [at for at in range(1, width + 1) if text[at] == " " and text[at - 1] not in _BREAKS_BADLY]
    if spaces:
        return spaces[-1]
    cut = width
    while cut > 1 and (text[cut - 1] in _BREAKS_BADLY or text[cut - 1] == " " or text[cut] == " "):
        cut -= 1
    return cut if cut > 1 else width


def qr_svg(line: str) -> str:
    """The line as a QR code that stays readable where a stamp or a fold hides a part of it."""
    out = BytesIO()
    _code(line).save(out, kind="svg", border=4, xmldecl=False, dark="#000", light="#fff")
    return out.getvalue().decode()


def qr_png(line: str) -> bytes:
    """The same code as a picture, eight dots a square."""
    out = BytesIO()
    _code(line).save(out, kind="png", border=4, scale=8)
    return out.getvalue()


def _code(line: str) -> segno.QRCode:
    return segno.make_qr(line, error="m", encoding="utf-8", boost_error=True)

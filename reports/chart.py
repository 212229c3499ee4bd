"""Readers as one SVG of bars: a bar for what was measured, hatching where nothing was."""

from collections.abc import Callable, Sequence
from html import escape

from language.say import t
from reports.words import number

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 720, 180, 60, 22, 16
_EVERY = 5
Written = Callable[[int | None], str]


def daily_chart(
    daily: Sequence[int | None], label: str, written: Written = number, told: tuple[str, str, str] | None = None
) -> str:
    """The readers gained on each day of a month; `told` words a bar: the day's name, the unit, and what no measure is called."""
    day, unit, nothing = told or (t("Tanggal"), t("pembaca"), t("tidak terukur"))
    names = [(f"{day} {at}", str(at) if at == 1 or at % _EVERY == 0 else "") for at in range(1, len(daily) + 1)]
    return _chart(daily, names, label, written, unit, nothing)


def monthly_chart(
    months: Sequence[tuple[str, int | None]], label: str, written: Written = number, told: tuple[str, str] | None = None
) -> str:
    """The readers gained in each month, under the short names that are given, each with its number on top."""
    unit, nothing = told or (t("pembaca"), t("tidak terukur"))
    return _chart([value for _, value in months], [(name, name) for name, _ in months], label, written, unit, nothing, tops=True)


def _chart(
    values: Sequence[int | None],
    names: Sequence[tuple[str, str]],
    label: str,
    written: Written,
    unit: str,
    nothing: str,
    tops: bool = False,
) -> str:
    """An SVG without scripts, styles or outside resources."""
    highest = max((value for value in values if value is not None), default=0)
    step = (_WIDTH - _LEFT) / max(len(values), 1)
    marks = "".join(
        _mark(
            at,
            value,
            step,
            highest,
            name,
            f"{written(value)} {unit}" if value is not None else nothing,
            written(value) if tops else "",
        )
        for at, (value, name) in enumerate(zip(values, names, strict=True))
    )
    name = escape(label)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{name}">'
        f"<title>{name}</title>"
        '<defs><pattern id="kosong" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<rect width="6" height="6" fill="#f1f1f1"/><path d="M0 6 L6 0" stroke="#8a8a8a" stroke-width="1"/></pattern></defs>'
        f"{_axes(highest, written)}{marks}</svg>"
    )


def _axes(highest: int, written: Written) -> str:
    floor = _HEIGHT - _BOTTOM
    return (
        f'<line x1="{_LEFT}" y1="{floor}" x2="{_WIDTH}" y2="{floor}" stroke="#444" stroke-width="1"/>'
        f"{_text(_LEFT - 6, _TOP + 6, written(highest), 'end')}{_text(_LEFT - 6, floor, '0', 'end') if highest else ''}"
    )


def _mark(at: int, value: int | None, step: float, highest: int, name: tuple[str, str], told: str, top: str) -> str:
    room = _HEIGHT - _BOTTOM - _TOP
    left, width = _LEFT + at * step + step * 0.12, step * 0.76
    tall = float(room) if value is None else room * max(value, 0) / highest if highest > 0 else 0.0
    fill = "url(#kosong)" if value is None else "#0b4f9e"
    bar = (
        f'<rect x="{left:.2f}" y="{_TOP + room - tall:.2f}" width="{width:.2f}" height="{tall:.2f}" fill="{fill}">'
        f"<title>{escape(name[0])}: {escape(told)}</title></rect>"
    )
    shown = _text(left + width / 2, _HEIGHT - 6, escape(name[1]), "middle") if name[1] else ""
    number_on_top = _text(left + width / 2, _TOP + room - tall - 3, top, "middle") if top and value is not None else ""
    return bar + shown + number_on_top


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" font-size="11" font-family="sans-serif" fill="#333" text-anchor="{anchor}">{words}</text>'
    )

"""The month's readers day by day as one SVG: a bar for what was measured, hatching where nothing was."""

from collections.abc import Sequence
from html import escape

from reports.words import number

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 720, 180, 48, 22, 12


def daily_chart(daily: Sequence[int | None], label: str) -> str:
    """An SVG of the readers gained on each day, without scripts, styles or outside resources."""
    highest = max((day for day in daily if day is not None), default=0)
    step = (_WIDTH - _LEFT) / max(len(daily), 1)
    marks = "".join(_mark(at, day, step, highest) for at, day in enumerate(daily))
    name = escape(label)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{name}">'
        f"<title>{name}</title>"
        '<defs><pattern id="kosong" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<rect width="6" height="6" fill="#f1f1f1"/><path d="M0 6 L6 0" stroke="#8a8a8a" stroke-width="1"/></pattern></defs>'
        f"{_axes(highest)}{marks}</svg>"
    )


def _axes(highest: int) -> str:
    floor = _HEIGHT - _BOTTOM
    return (
        f'<line x1="{_LEFT}" y1="{floor}" x2="{_WIDTH}" y2="{floor}" stroke="#444" stroke-width="1"/>'
        f"{_text(_LEFT - 6, _TOP + 6, number(highest), 'end')}{_text(_LEFT - 6, floor, '0', 'end') if highest else ''}"
    )


def _mark(at: int, day: int | None, step: float, highest: int) -> str:
    room = _HEIGHT - _BOTTOM - _TOP
    left, width = _LEFT + at * step + step * 0.12, step * 0.76
    tall = float(room) if day is None else room * max(day, 0) / highest if highest > 0 else 0.0
    fill = "url(#kosong)" if day is None else "#0b4f9e"
    told = "tidak terukur" if day is None else f"{number(day)} pembaca"
    bar = (
        f'<rect x="{left:.2f}" y="{_TOP + room - tall:.2f}" width="{width:.2f}" height="{tall:.2f}" fill="{fill}">'
        f"<title>Tanggal {at + 1}: {told}</title></rect>"
    )
    shown = at == 0 or (at + 1) % 5 == 0
    return bar + (_text(left + width / 2, _HEIGHT - 6, str(at + 1), "middle") if shown else "")


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" font-size="11" font-family="sans-serif" fill="#333" text-anchor="{anchor}">{words}</text>'
    )

"""Numbers that a page cuts into several elements, one digit or one group each, made one again."""

import re
from itertools import groupby

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from readership.wording import is_label

_INLINE = ("span", "b", "strong", "em", "i", "font")
_PIECE = re.compile(r"[.,]?\d{1,3}[.,]?|[.,]")
_GROUPED = re.compile(r"[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*")
_LEAST_DIGITS = 3
_PAGE_NUMBERS = "0123456789"


def join_split_numbers(soup: BeautifulSoup) -> None:
    """Put the pieces back together where they can only be one number; two numbers side by side stay two."""
    for parent in soup.find_all(lambda tag: tag.find(_INLINE, recursive=False) is not None):
        for is_piece, run in [(key, list(group)) for key, group in groupby(list(parent.children), _is_piece)]:
            if is_piece and _is_one_number([_text(piece) for piece in run]):
                _join(run)
        _join_words(parent)
        _join_around_separators(parent)
    soup.smooth()


def _is_piece(child: PageElement) -> bool:
    return isinstance(child, Tag) and child.name in _INLINE and bool(_PIECE.fullmatch(_text(child)))


def _is_one_number(pieces: list[str]) -> bool:
    digit_by_digit = len(pieces) >= _LEAST_DIGITS and all(len(piece) == 1 and piece.isdigit() for piece in pieces)
    if len(pieces) < 2 or "".join(pieces) in _PAGE_NUMBERS:
        return False
    return digit_by_digit or (any(not piece.isdigit() for piece in pieces) and bool(_GROUPED.fullmatch("".join(pieces))))


def _join_words(parent: Tag) -> None:
    """“Di” and “baca” in two elements are one word, where together they name a reader count."""
    for first in parent.find_all(_INLINE, recursive=False):
        second = first.next_sibling
        if isinstance(second, Tag) and second.name in _INLINE and _is_one_word(first.get_text(), second.get_text()):
            _join([first, second])


def _is_one_word(first: str, second: str) -> bool:
    return first.isalpha() and second.isalpha() and is_label(first + second) and not is_label(first) and not is_label(second)


def _join_around_separators(parent: Tag) -> None:
    """1<b>.</b>234: a separator in an element of its own, between digits that touch it."""
    for mark in parent.find_all(_INLINE, recursive=False):
        before, after = mark.previous_sibling, mark.next_sibling
        touching = isinstance(before, NavigableString) and isinstance(after, NavigableString) and mark.get_text() in (".", ",")
        if touching and re.search(r"(?<![\d.,])[1-9]\d{0,2}$", str(before)) and re.match(r"\d{3}(?!\d)", str(after)):
            mark.replace_with(mark.get_text())


def _join(run: list[PageElement]) -> None:
    whole = "".join(_text(piece) for piece in run)
    if whole.isdigit():
        whole = whole.lstrip("0") or "0"
    run[0].insert_before(NavigableString(whole))
    for piece in run:
        piece.extract()


def _text(piece: PageElement) -> str:
    return piece.get_text().strip()

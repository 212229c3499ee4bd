"""Tells where the article's own text begins, and what stands between its title and that text."""

import re

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from readership.candidates import statement_in
from readership.own_place import OwnPlace
from readership.wording import says_about_this

_SENTENCE_END = re.compile(r"[.!?…][\"”’')]*$")
_PROSE_WORDS = 12
_STATEMENT_WORDS = 8


def is_prose(paragraph: Tag) -> bool:
    """Whether a paragraph tells something, rather than stating a fact about the article."""
    text = " ".join(paragraph.get_text(" ").split())
    if len(text.split()) <= _STATEMENT_WORDS and statement_in(text) is not None:
        return False
    return (bool(_SENTENCE_END.search(text)) or len(text.split()) > _PROSE_WORDS) and not says_about_this(text)


def around(element: PageElement | None) -> frozenset[int]:
    """What stands around the article's own text; a heading in it (“Abstrak”) or a link to a file makes it no other post."""
    return frozenset(id(tag) for tag in element.parents) if element is not None else frozenset()


def first_prose(soup: BeautifulSoup, own: OwnPlace) -> PageElement | None:
    """Where the article's own text begins: a paragraph, or a line of words that stands in a box of another kind."""
    if own.heading is None:
        return None
    paragraph = next((tag for tag in soup.find_all("p") if own.contains(tag) and is_prose(tag)), None)
    if paragraph is not None:
        return paragraph
    following = (element for element in own.heading.next_elements if not own.holds_title(element))
    return next((element for element in following if _begins_text(element)), None)


def _begins_text(element: PageElement) -> bool:
    if isinstance(element, Tag):
        return element.name == "p" and is_prose(element) and element.find_parent(["a", "li"]) is None
    linked = element.find_parent(["a", "li", "option", "h1", "h2", "h3", "h4", "h5", "h6"])
    return linked is None and len(str(element).split()) > _PROSE_WORDS and statement_in(str(element)) is None


def between_title_and_text(own: OwnPlace, first: PageElement | None) -> tuple[PageElement, ...]:
    """The article's own line of facts: what stands after its title and before its first sentence, in the box of either."""
    if own.heading is None or first is None or not own.sure:
        return ()
    above = around(first)
    facts: list[PageElement] = []
    box = next((level for level in reversed(list(own.heading.parents)) if id(level) not in above), own.heading)
    for element in own.heading.next_elements:
        if element is first:
            return tuple(facts)
        beside = element.parent is not None and id(element.parent) in above
        if id(element) not in above and (beside or own.contains(element) or any(level is box for level in element.parents)):
            facts.append(element)
    return ()

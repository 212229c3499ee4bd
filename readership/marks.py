"""Class names and icons by which sites mark the place of a reader count."""

import re

from bs4 import Tag

_CLASS_NAMES = re.compile(
    r"^(?:views?|hits?|dibaca|dilihat|pembaca)$|(?:post|meta|entry|article|jeg|td|page|nr|item|news|berita)[-_](?:nr[-_]|meta[-_])?(?:views?|hits?)(?![a-z])"
    r"|^(?:views?|hits?|read)[-_]?(?:count|counts|counter|number)|(?:view|hit|read)s?[-_]?(?:count|counter)s?$|gcvc[-_]views",
    re.IGNORECASE,
)
_EYE = re.compile(r"(?:^|[-_])(?:eye|visibility)(?:$|[-_](?!slash|off))|^ti-eye|fa-signal", re.IGNORECASE)
_EYE_LIGATURES = ("visibility", "remove_red_eye")


def names_views(tag: Tag) -> bool:
    """Whether the element's own class, id or property says that it holds views."""
    if tag.name in ("body", "html", "main", "article"):
        return False
    names = [*(tag.get("class") or ()), str(tag.get("id") or "")]
    return str(tag.get("itemprop")) == "interactionCount" or any(_CLASS_NAMES.search(str(name)) for name in names if name)


def is_eye(tag: Tag) -> bool:
    """Whether the element is nothing but an eye icon."""
    if tag.get_text(strip=True) in _EYE_LIGATURES:
        return any("material" in str(name) for name in tag.get("class") or ())
    return not tag.get_text(strip=True) and has_eye_class(tag)


def has_eye_class(tag: Tag) -> bool:
    """Whether the element's class draws an eye."""
    return any(_EYE.search(str(name)) for name in tag.get("class") or ())

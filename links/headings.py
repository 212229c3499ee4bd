"""What a page's title and first headings tell of it: does something else stand there now? Pure."""

import re
from collections.abc import Sequence
from os.path import commonprefix

from links.phrases import GAMBLING_SITE, HACKED, MISSING, NUMBERS, says_defaced, says_missing, without_words_of

_GAMBLING_TALK = 3
"""So many different words of gambling sites stand over no news about gambling."""


def replaced(headings: Sequence[str], own: str) -> str:
    """The finding of a page that tells of something else than the article called `own` (normalised); "" if it does not."""
    rest = beside(headings, own)
    return "defaced" if says_defaced(rest) else "soft_404" if says_missing(rest) else ""


def taken_over(headings: Sequence[str], own: str, title: str) -> bool:
    """Whether a page that still carries our mark is headed as a defacer's or a gambling site's; what `title`, our own, says too
    tells nothing, for a site's people may have changed it a little. Both normalised."""

    def foreign(match: re.Match[str]) -> str:
        return " " if match[0] in title else match[0]

    return says_defaced([GAMBLING_SITE.sub(foreign, heading) for heading in beside(headings, own)])


def replaced_unknown(headings: Sequence[str], url: str) -> str:
    """The finding of a page of which nothing is known but its address: what news may say as well proves nothing."""
    rest = [without_words_of(url, heading) for heading in headings[:3]]
    talk = {match[0] for heading in rest for match in GAMBLING_SITE.finditer(heading)}
    if len(talk) >= _GAMBLING_TALK or any(HACKED.search(heading) for heading in rest):
        return "defaced"
    missing = {match[0] for heading in rest for match in MISSING.finditer(heading)}
    if missing - NUMBERS:
        return "soft_404"
    return "gambling_words" if talk else "perhaps_gone" if missing else ""


def beside(headings: Sequence[str], own: str) -> tuple[str, ...]:
    """Title and first headings without the article's own title, whole or cut; a heading after one that is this title and nothing
    more belongs to something else on the page."""
    if not own:
        return tuple(headings[:3])
    shown = headings[:2] if headings[1] == own else headings[:3]
    return tuple(_without(heading, own) for heading in shown)


def _without(heading: str, own: str) -> str:
    """A heading without the title, or without its beginning where the site cuts it: at its end, or before a mark of any kind."""
    if own in heading:
        return heading.replace(own, "")
    for end in range(len(commonprefix((heading, own))), 0, -1):  # noqa: RUF071  letter by letter is what is meant
        rest = heading[end:].lstrip()
        if not rest[:1].isalnum():
            return rest
    return heading

"""How far a page must be parsed to know its title, first headings, and what its head says. Pure.

Nearly all of a page's cost is its parsing, and nearly always what is asked stands in its first part. A look may stop early only
where the rest cannot change the answer, so everything that is not plainly whole is parsed to its end.
"""

import re

# In the words of HTML: attributes that end where they seem to end, and headings of nothing but text and inline tags.
_SPACE = rb"[ \t\r\n\f]"
_VALUE = rb"""(?:"[^"<]*+"|'[^'<]*+'|[^ \t\r\n\f"'<>=`]++)"""
_NAME = rb"""[^ \t\r\n\f"'<>/=`]++"""
_ATTRIBUTES = rb"(?:%b++%b(?:%b*+=%b*+%b)?+)*+%b*+/?+>" % (_SPACE, _NAME, _SPACE, _SPACE, _VALUE, _SPACE)
_INLINE = rb"</?+(?:a|b|i|u|em|strong|small|span|br|font)(?=[ \t\r\n\f/>])%b" % _ATTRIBUTES
_TELLING = re.compile(rb"<[hHtTmMlLbB](?:1|itle|eta|ink|ase)", re.IGNORECASE)
_WHOLE = re.compile(
    rb"<(?:(?:meta|link|base)%b|title%b[^<]*+</title%b*+>|h1%b(?:[^<]++|%b)*+</h1%b*+>)"
    % (_ATTRIBUTES, _ATTRIBUTES, _SPACE, _ATTRIBUTES, _INLINE, _SPACE),
    re.IGNORECASE,
)


def telling_extent(source: bytes) -> int:
    """The length of the part that holds every title, h1, meta, link and base; the whole length where that is not sure."""
    end = 0
    for tag in _TELLING.finditer(source):
        whole = _WHOLE.match(source, tag.start())
        if not whole:
            return len(source)
        end = whole.end()
    inside_comment = source.rfind(b"<!--", 0, end) > source.rfind(b"-->", 0, end)
    return len(source) if not end or inside_comment else end

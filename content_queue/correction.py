"""What a correction ("ralat") tells its readers: that something was wrong, and what."""

import html

from content_queue.frontmatter import FrontMatter

_WORD = {"id": "Ralat", "en": "Correction"}


def note_of(text: str, language: str) -> str:
    """The sentence that every reader of a corrected item sees, as plain text."""
    return f"{_WORD.get(language.partition('-')[0], _WORD['id'])}: {text}"


def at_the_foot(body_html: str, front: FrontMatter) -> str:
    """An article with its correction below it; unchanged where it corrects nothing."""
    if not front.correction:
        return body_html
    word, _, said = note_of(front.correction, front.language).partition(" ")
    return f"{body_html}\n<p><strong>{word}</strong> {html.escape(said)}</p>"


def at_the_head(body_text: str, front: FrontMatter) -> str:
    """The words of a post with the correction before them, where no cut can take it away."""
    return f"{note_of(front.correction, front.language)}\n\n{body_text}" if front.correction else body_text

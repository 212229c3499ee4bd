"""The page that Telegram makes of one public post for other websites to show (core.telegram.org/widgets/post)."""

from datetime import datetime
from html import escape

from practice.pages import POLICY

GONE = '<div class="tgme_widget_message_error">Post not found</div>'


def shortened(views: int) -> str:
    """A count as Telegram writes it: 987, 1.23K, 12.3K, 123K, 1.23M; three figures at most."""
    if views < 1000:
        return str(views)
    scale, letter = (10**3, "K") if views < 10**6 else (10**6, "M")
    digits = max(0, 3 - len(str(views // scale)))
    figure = f"{views * 10**digits // scale / 10**digits:.{digits}f}"
    return f"{figure.rstrip('0').rstrip('.') if digits else figure}{letter}"


def widget(channel: str, title: str, number: str, text: str, views: int, at: datetime) -> str:
    """The page of one post; whoever shows it reads the views from it."""
    post = escape(f"{channel}/{number}")
    words = escape(text).replace("\n", "<br/>")
    return _page(
        f'<div class="tgme_widget_message js-widget_message" data-post="{post}" data-view="cHJha3Rpaw">'
        f'<div class="tgme_widget_message_author"><span dir="auto">{escape(title)}</span></div>'
        f'<div class="tgme_widget_message_text js-message_text" dir="auto">{words}</div>'
        '<div class="tgme_widget_message_footer"><div class="tgme_widget_message_info">'
        f'<span class="tgme_widget_message_views">{shortened(views)}</span><span class="copyonly"> views</span>'
        f'<span class="tgme_widget_message_meta"><a class="tgme_widget_message_date"><time datetime="{at.isoformat()}">'
        f"{at:%b %d at %H:%M}</time></a></span></div></div></div>"
    )


def no_widget() -> str:
    """What is shown for a post that is not there: with 200 all the same."""
    return _page(GONE)


def _page(body: str) -> str:
    return (
        '<!doctype html><html><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><title>Telegram Widget</title></head>'
        f"<body>{body}</body></html>"
    )

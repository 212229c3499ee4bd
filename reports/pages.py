"""How every HTML page is made here: escaped, strict, with its own style sheet and nothing from elsewhere."""

import base64
import hashlib
from collections.abc import Callable
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from language.say import spoken, t, tc, tn


@cache
def template(name: str, *filters: tuple[str, Callable[..., object]]) -> Template:
    """A template in which every text is escaped and a missing value is an error; compiled once a process, for every sweep."""
    pages = Environment(
        loader=PackageLoader("reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters |= {"filled": filled, **dict(filters)}
    pages.globals |= {"t": t, "tc": tc, "tn": tn, "spoken": spoken, "path": path, "code": code}
    return pages.get_template(name)


def filled(sentence: str, **values: object) -> Markup:
    """A sentence on a page with its {places} filled in, where a value may be markup of ours."""
    return escape(sentence).format(**values)


def path(name: str) -> Markup:
    """A folder or a file as pages show it."""
    return Markup('<span class="path">{}</span>').format(name)


def code(text: str) -> Markup:
    """A command as pages show it."""
    return Markup("<code>{}</code>").format(text)


def style_sheet(*names: str) -> str:
    """Our own style sheets, one after the other."""
    return "".join((files("reports") / "templates" / name).read_text("utf-8") for name in names)


def page_style(*names: str) -> str:
    """A page's own style sheets within what all our pages share: what paper wants comes last and has the last word."""
    return style_sheet("page.css", *names, "page-print.css")


def own(markup: str) -> Markup:
    """Markup that was made here; never for what people wrote."""
    return Markup(markup)  # noqa: S704  # that is what this function is for


def csp_hash(text: str) -> str:
    """The hash by which a page's security policy lets exactly this style apply."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")

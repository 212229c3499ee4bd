"""The month as one HTML file that opens anywhere and fetches nothing."""

import base64
import hashlib
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports import words
from reports.cards import cards
from reports.chart import daily_chart
from reports.model import MonthData


def recap_html(data: MonthData) -> bytes:
    """The recap as HTML bytes; every text is escaped and only the page's own style may apply."""
    style = (files("reports") / "templates" / "recap.css").read_text("utf-8")
    chart = daily_chart(data.daily, f"Pembaca per hari, {words.period(data)}")
    environment = Environment(loader=PackageLoader("reports", "templates"), autoescape=True, undefined=StrictUndefined)
    page = environment.get_template("recap.html.j2").render(
        data=data,
        words=words,
        cards=cards(data),
        style=_own(style),
        style_hash=_csp_hash(style),
        chart=_own(chart),
    )
    return page.encode("utf-8")


def _own(markup: str) -> Markup:
    return Markup(markup)  # noqa: S704 - our own style sheet and a chart that escapes its words


def _csp_hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")

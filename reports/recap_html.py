"""The month as one HTML file that opens anywhere and fetches nothing."""

import base64
import hashlib
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports.model import MonthData
from reports.recap_charts import day_chart, year_chart
from reports.say import Words, cards


def recap_html(data: MonthData) -> bytes:
    """The recap as HTML bytes; every text is escaped and only the page's own style may apply."""
    say = Words(data.language)
    style = (files("reports") / "templates" / "recap.css").read_text("utf-8")
    year = year_chart(data, say)
    environment = Environment(loader=PackageLoader("reports", "templates"), autoescape=True, undefined=StrictUndefined)
    page = environment.get_template("recap.html.j2").render(
        data=data,
        words=say,
        cards=cards(data, say),
        style=_own(style.replace("@PAPER@", "330mm 215mm" if data.paper == "F4" else "A4 landscape")),
        style_hash=_csp_hash(style.replace("@PAPER@", "330mm 215mm" if data.paper == "F4" else "A4 landscape")),
        chart=_own(day_chart(data, say)[0]),
        year_chart=_own(year[0]) if year else "",
    )
    return page.encode("utf-8")


def _own(markup: str) -> Markup:
    return Markup(markup)  # noqa: S704 - our own style sheet and a chart that escapes its words


def _csp_hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")

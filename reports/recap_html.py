"""The month as one HTML file that opens anywhere and fetches nothing."""

from reports.model import MonthData
from reports.pages import csp_hash, own, style_sheet, template
from reports.recap_charts import day_chart, year_chart
from reports.say import Words, cards


def recap_html(data: MonthData) -> bytes:
    """The recap as HTML bytes; every text is escaped and only the page's own style may apply."""
    say = Words(data.language)
    style = style_sheet("recap.css").replace("@PAPER@", "330mm 215mm" if data.paper == "F4" else "A4 landscape")
    year = year_chart(data, say)
    page = template("recap.html.j2").render(
        data=data,
        words=say,
        cards=cards(data, say),
        style=own(style),
        style_hash=csp_hash(style),
        chart=own(day_chart(data, say)[0]),
        year_chart=own(year[0]) if year else "",
    )
    return page.encode("utf-8")

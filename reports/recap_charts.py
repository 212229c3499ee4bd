"""The recap's two charts in its own language, the same in every form that shows pictures."""

from reports.chart import daily_chart, monthly_chart
from reports.model import MonthData
from reports.say import Words

_SHORT = 3


def day_chart(data: MonthData, say: Words) -> tuple[str, str]:
    """The chart of the days and its name."""
    label = say.t("Pembaca per hari, {period}", period=say.period(data))
    told = (say.t("Tanggal"), say.t("pembaca"), say.t("tidak terukur"))
    return daily_chart(data.daily, label, say.number, told), label


def year_chart(data: MonthData, say: Words) -> tuple[str, str] | None:
    """The chart of the last twelve months and its name; None where no month is known."""
    if all(value is None for _, value in data.trend):
        return None
    label = say.t("Pembaca per bulan, dua belas bulan terakhir")
    months = [(f"{say.month_name(int(name[5:]))[:_SHORT]} {name[2:4]}", value) for name, value in data.trend]
    return monthly_chart(months, label, say.number, (say.t("pembaca"), say.t("tidak ada rekapitulasi"))), label

"""The four figures that stand above the table, the same in every form that has them."""

from reports.model import MonthData
from reports.words import growth, number


def cards(data: MonthData) -> tuple[tuple[str, str], ...]:
    """Name and written value of each figure."""
    return (
        ("Konten diterbitkan", number(data.count)),
        ("Jumlah pembaca", number(data.readers_total.value)),
        ("Pembaca bulan ini", number(data.readers_gained.value)),
        ("Terhadap bulan lalu", growth(data.previous_gained, data.readers_gained.value)),
    )

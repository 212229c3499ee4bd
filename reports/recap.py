"""One month, five files that say the same."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from reports.model import MonthData
from reports.recap_csv import recap_csv
from reports.recap_docx import recap_docx
from reports.recap_html import recap_html
from reports.recap_pdf import recap_pdf
from reports.recap_xlsx import recap_xlsx
from reports.say import Words
from reports.sop import sop_csv
from safety.files import write_durably


@dataclass(frozen=True)
class RecapFiles:
    """Where the five forms of a recap stand."""

    xlsx: Path
    pdf: Path
    csv: Path
    html: Path
    docx: Path
    sop: Path | None = None
    """The compliance table for other programs, where a package became public."""

    @property
    def named(self) -> dict[str, Path]:
        """Every file that was written, by what it is."""
        forms = {"xlsx": self.xlsx, "pdf": self.pdf, "csv": self.csv, "html": self.html, "docx": self.docx}
        return forms | ({"sop": self.sop} if self.sop else {})


Write = Callable[[Path, bytes], None]
"""Puts a file where it belongs."""


def write_recap(data: MonthData, dest: Path, template: bytes | None = None, write: Write = write_durably) -> RecapFiles:
    """Write the month into the directory `dest`; all five forms are made before the first is written."""
    name = f"rekap-{data.year:04d}-{data.month:02d}-v{data.version}{'-PRAKTIK' if data.practice else ''}"
    made = {
        "xlsx": recap_xlsx(data),
        "pdf": recap_pdf(data),
        "csv": recap_csv(data),
        "html": recap_html(data),
        "docx": recap_docx(data, template),
    }
    paths = {form: dest / f"{name}.{form}" for form in made}
    for form, content in made.items():
        write(paths[form], content)
    steps = dest / f"{name}-sop.csv" if data.sop.packages else None
    if steps:
        write(steps, sop_csv(data.sop, Words(data.language)))
    return RecapFiles(**paths, sop=steps)

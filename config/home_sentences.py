"""The comments of a new home's files, told to the catalogue: `language.sentences` asks for them."""

from collections.abc import Iterator
from pathlib import Path

from config.toml_comments import comments_in

_HERE = Path(__file__).parent


def sentences() -> Iterator[tuple[str, str]]:
    """Every comment, and the file in which it stands; what a platform adds to an office file it says itself."""
    for file in sorted(_HERE.glob("example_*.toml")):
        yield from ((said, f"{_HERE.name}/{file.name}") for said in comments_in(file.read_text(encoding="utf-8")))

"""The comments of a new home's files, told to the catalogue: `language.sentences` asks for them."""

from collections.abc import Iterator
from pathlib import Path

from config.platforms import PLATFORMS, built_in
from config.toml_comments import comments_in

_HERE = Path(__file__).parent


def sentences() -> Iterator[tuple[str, str]]:
    """Every comment, and the file in which it stands."""
    for file in sorted(_HERE.glob("example_*.toml")):
        yield from ((said, f"{_HERE.name}/{file.name}") for said in comments_in(file.read_text(encoding="utf-8")))
    for kind, module in PLATFORMS.items():
        platform = built_in(kind)
        place = f"{module.replace('.', '/')}.py"
        for lines in (platform.example, platform.practice.lines if platform.practice else ""):
            yield from ((said, place) for said in comments_in(lines))

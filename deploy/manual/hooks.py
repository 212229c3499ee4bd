"""What the manual needs besides its pages: they are written for the repository's web page, and read here by another program."""

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

PARSER = MarkdownIt("commonmark").enable("table")
ITEM = re.compile(r"(?:[-*+]|\d+[.)]) +")
OUTSIDE = re.compile(r"\[([^\]]+)\]\(((?:\.\./)+(?!decisions/)[^)#\s]+|decisions)\)")
PAIRED = re.compile(r"\]\(((?:\.\./)?[\w-]+)\.en\.md(#[^)\s]+)?\)")
PICTURE = re.compile(r"\]\((pictures/[\w-]+)\.en\.png\)")
"""The manual's English half has a folder of pictures of its own, with the same names."""
CHART = re.compile(r"^```mermaid\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BOX = re.compile(r'^ +s(\d+)([\[({]+)"\d+\. (.*?)"')
BACK = re.compile(r"^ +s(\d+) -\.->\|(.*?)\| ([st])(\d+)(?:\(\[(.*?)\]\))?")
ENGLISH = frozenset(
    ("adding-a-connector", "bench", "connectors-checks", "links", "links-checks", "readers", "reliability", "security")
)
"""Pages for developers, which there are in English alone."""
ALTERNATE = re.compile(r'<link rel="alternate"[^>]*>')
"""From these the theme's script would ask for a sitemap, which a browser refuses for a page opened by double-click."""
BASE = re.compile(r'"base": ?"([^"]*)"')
SEARCH = {"id": "Pencarian", "en": "Search"}
NOTICES = {
    "id": '!!! note "Halaman ini hanya ada dalam bahasa Inggris"\n\n',
    "en": '!!! note "This page exists in Indonesian only"\n\n',
}


def on_config(config: Any) -> Any:
    """List the decisions in the order of their numbers."""
    docs = Path(config.docs_dir)
    decisions = [path.relative_to(docs).as_posix() for path in sorted((docs / "decisions").glob("*.md"))]
    for section in config.nav:
        for pages in section.values():
            for page in pages if isinstance(pages, list) else ():
                if isinstance(page, dict) and page.get("Keputusan") == "decisions":
                    page["Keputusan"] = decisions
    return config


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """The page as Python-Markdown reads it, with a notice where it is in the other language."""
    shown = _shown(page)
    notice = "" if _written(page) == shown else NOTICES[shown]
    text = CHART.sub(lambda found: chart(found[1]), markdown)
    text = OUTSIDE.sub(_named, text)
    text = PAIRED.sub(lambda found: f"]({found[1]}.md{found[2] or '' if shown == 'en' else ''})", text)
    text = PICTURE.sub(r"](\1.png)", text) if shown == "en" else text
    head, _, rest = text.partition("\n")
    return f"{head}\n\n{notice}{as_python_markdown(rest)}"


def on_page_content(html: str, page: Any, **_: Any) -> str:
    """Tell screen readers the language of a page that is not in the language around it."""
    return html if _written(page) == _shown(page) else f'<div lang="{_written(page)}">{html}</div>'


def on_post_page(output: str, page: Any, **_: Any) -> str:
    """The search has a name, English pages search the English index, and nothing is asked for that a file share cannot give."""
    shown = _shown(page)
    output = ALTERNATE.sub("", output).replace('role="dialog"', f'role="dialog" aria-label="{SEARCH[shown]}"', 1)
    if shown == "en" and (base := BASE.search(output)):
        output = output.replace(base[0], f'"base": "{_up(base[1])}"', 1)
    return output


def _up(base: str) -> str:
    """The relative way to en/ of a page whose way to the top is `base`."""
    return base.removesuffix("..").rstrip("/") or "."


def _shown(page: Any) -> str:
    return "en" if page.file.dest_uri.startswith("en/") else "id"


def _written(page: Any) -> str:
    source = page.file.src_uri
    english = source.endswith(".en.md") or source.startswith("decisions/") or source.removesuffix(".md") in ENGLISH
    return "en" if english else "id"


def _named(found: re.Match[str]) -> str:
    """A link to a file of the repository is its name here: the folder with the manual is read without the checkout."""
    name = found[2].replace("../", "")
    words = found[1].strip("`")
    return f"`{name}`" if words in name else f"{found[1]} (`{name}`)"


def as_python_markdown(text: str) -> str:
    """CommonMark's lists and tables as Python-Markdown knows them: a blank line before, an item's own lines four spaces in."""
    lines = text.split("\n")
    heads = [""] * len(lines)
    loose: set[int] = set()
    for token in PARSER.parse(text):
        if token.map is None:
            continue
        first, end = token.map
        if token.type in ("bullet_list_open", "ordered_list_open", "table_open") and token.level == 0:
            loose.add(first)
        if token.type == "list_item_open":
            _shift(lines, heads, first, end)
    return "\n".join(_joined(lines, heads, loose))


def _shift(lines: list[str], heads: list[str], first: int, end: int) -> None:
    marker = ITEM.match(lines[first].lstrip())
    if marker is None:
        return
    lines[first] = lines[first].lstrip()[marker.end() :]
    heads[first] += marker[0].ljust(4)
    for number in range(first + 1, end):
        line = lines[number]
        indent = len(line) - len(line.lstrip())
        lines[number] = line[min(indent, marker.end()) :]
        heads[number] += "    " if line.strip() else ""


def _joined(lines: list[str], heads: list[str], loose: set[int]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number in loose and number and lines[number - 1].strip():
            yield ""
        yield heads[number] + line


def chart(mermaid: str) -> str:
    """The flow chart of a procedure as a list of boxes: what draws it on the web page would have to be fetched."""
    lines = mermaid.splitlines()
    back = {found[1]: found for line in lines if (found := BACK.match(line))}
    bold = next((line.split()[1].split(",") for line in lines if line.strip().startswith("class s")), [])
    boxes = "".join(_box(*found.groups(), back, bold) for line in lines if (found := BOX.match(line)))
    return f'<ol class="alur">{boxes}</ol>'


def _box(number: str, kind: str, words: str, back: dict[str, re.Match[str]], bold: list[str]) -> str:
    kinds = [{"{": "putusan", "([": "sendiri"}.get(kind, "biasa"), *(["wajib"] if f"s{number}" in bold else [])]
    other = back.get(number)
    no = ""
    if other:
        where = other[5] or f"kembali ke langkah {other[4]}"
        no = f'<span class="tidak">{escape(other[2])}: {escape(where)}</span>'
    sign = "◆ " if kind == "{" else ""
    return f'<li value="{number}" class="{" ".join(kinds)}"><span class="kotak">{sign}{number}. {escape(words)}</span>{no}</li>'

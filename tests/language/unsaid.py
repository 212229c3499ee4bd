"""Finds Indonesian sentences that are written in the code and said past the catalogue."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

_EVERYDAY = re.compile(
    r"""\b(
    yang|dan|di|ke|dari|ini|itu|tidak|belum|sudah|akan|untuk|dengan|pada|oleh|ada|atau|tayangan|paket|kanal|kantor|telah|bisa|dapat|
    harus|hari|bulan|tautan|pembaca|salinan|lalu|bila|agar|sebab|nama|berkas|folder|map|perlu|orang|periksa|jalankan|lihat|halaman|
    situs|naskah|konten|tanpa|baru|lagi|masih|semua|setiap|bukan|sedang|juga|hanya|lebih|kurang|jam|menit|detik
    )\b""",
    re.VERBOSE,
)
_SAID = ("t", "tn", "tc", "later", "said_in", "many_said_in")
_DECLARED = ("Argument", "Option", "Typer")
"""Help of commands is said by the catalogue when it is shown."""


def unsaid(file: Path) -> Iterator[tuple[int, str]]:
    """Line and text of every sentence that looks Indonesian and is neither said nor marked."""
    tree = ast.parse(file.read_text("utf-8"))
    passed = _passed(tree, commands=file.parent.name == "cli")
    for node in ast.walk(tree):
        if id(node) not in passed and (text := _text(node)) and _is_indonesian(text):
            yield node.lineno, text  # type: ignore[attr-defined]  # only expressions have a text


def _passed(tree: ast.AST, *, commands: bool) -> set[int]:
    """What is said already, docstrings, and the parts of f-strings, which count as a whole."""
    passed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (_name(node.func) in _SAID or (commands and _name(node.func) in _DECLARED)):
            passed |= {id(inner) for inner in ast.walk(node) if isinstance(inner, ast.Constant)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed.add(id(node.value))
        if isinstance(node, ast.JoinedStr):
            passed |= {id(part) for part in node.values}
    return passed


def _name(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is_indonesian(text: str) -> bool:
    return " " in text.strip() and _EVERYDAY.search(text.lower()) is not None

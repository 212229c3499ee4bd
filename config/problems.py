"""What is wrong in a settings file, told all at once: file, key, what happened and what to set."""

import copy
import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, ValidationError
from pydantic.fields import FieldInfo

from language.say import later, t, tn

_BOUNDS = "bounds"


@dataclass(frozen=True)
class Problem:
    """One mistake; never holds the value that was found, which may be a secret."""

    file: Path
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.message}" if self.key else f"{self.file}: {self.message}"


class SettingsError(Exception):
    """Every mistake of every settings file, in one report."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        lines = "\n".join(f"  - {problem}" for problem in self.problems)
        told = tn("Pengaturan belum dapat dipakai, ada {n} hal yang perlu diperbaiki:", len(self.problems))
        super().__init__(f"{told}\n{lines}")


def read_toml(file: Path) -> dict[str, Any]:
    """The tables of one file; SettingsError when it is absent, unreadable or not TOML."""
    try:
        return tables_in(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        message = t("berkas tidak ada; buat dengan `tayang init` atau salin dari config/")
    except OSError as error:
        message = t("berkas tidak dapat dibaca ({strerror}); periksa izin berkas", strerror=error.strerror)
    except UnicodeDecodeError:
        message = t("berkas bukan UTF-8; simpan ulang sebagai teks UTF-8")
    except tomllib.TOMLDecodeError as error:
        message = t("penulisan TOML keliru ({error}); periksa tanda kutip, kurung dan tanda = di baris itu", error=error)
    raise SettingsError([Problem(file, "", message)])


def tables_in(text: str) -> dict[str, Any]:
    """The tables of a TOML text, parsed once for the same text: a sweep reads the settings of its home many times."""
    return copy.deepcopy(_parsed(text))


@lru_cache(maxsize=64)
def _parsed(text: str) -> dict[str, Any]:
    return tomllib.loads(text)


@dataclass(frozen=True)
class Hint:
    """What to set: the description of a field, and its bounds where they are told."""

    text: str
    bounds: tuple[int, int] | None = None

    def __str__(self) -> str:
        if self.bounds is None:
            return t(self.text)
        least, most = self.bounds
        return t("{what}, bilangan {least} sampai {most}", what=t(self.text), least=least, most=most)


def bounded(least: int, most: int, what: str) -> object:
    """A field for a number whose bounds are told to whoever sets it wrongly."""
    return Field(ge=least, le=most, description=what, json_schema_extra={_BOUNDS: [least, most]})


def hints_of(*models: type[BaseModel]) -> dict[str, Hint]:
    """What to set, for every key of these models."""
    return {name: hint_of(field) for model in models for name, field in model.model_fields.items()}


def hint_of(field: FieldInfo) -> Hint:
    """What to set in this field."""
    more = field.json_schema_extra
    bounds: Any = more.get(_BOUNDS) if isinstance(more, dict) else None
    return Hint(field.description or "", tuple(bounds) if bounds else None)


def problems_of(file: Path, error: ValidationError, hints: Mapping[str, Hint], tags: Iterable[str] = ()) -> list[Problem]:
    """Translate what pydantic found; `tags` are union tags, which are no part of the key in the file."""
    known_tags = set(tags)
    found = []
    for item in error.errors(include_input=False, include_url=False):
        path = [part for index, part in enumerate(item["loc"]) if not (index == 2 and part in known_tags)]
        found.append(Problem(file, _dotted(path), _sentence(item["type"], item.get("ctx", {}), path, hints)))
    return found


def _dotted(path: Iterable[int | str]) -> str:
    key = ""
    for part in path:
        key += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if key else str(part)
    return key


_SENTENCES = {
    "missing": later("belum diisi"),
    "string_type": later("harus berupa teks di antara tanda kutip"),
    "int_type": later("harus berupa bilangan bulat tanpa tanda kutip"),
    "bool_type": later("harus true atau false tanpa tanda kutip"),
    "tuple_type": later("harus berupa daftar di antara kurung siku [ ]"),
    "dict_type": later("harus berupa tabel"),
    "model_type": later("harus berupa tabel"),
    "model_attributes_type": later("harus berupa tabel"),
    "union_tag_not_found": later("belum memiliki `type`"),
    "string_too_short": later("masih kosong"),
    "too_short": later("daftarnya masih kosong"),
}


def _sentence(kind: str, context: Mapping[str, Any], path: list[int | str], hints: Mapping[str, Hint]) -> str:
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    if kind == "extra_forbidden":
        if name in hints:
            return t("kunci ini milik tabel lain; pindahkan ke bawah judul tabelnya, lihat contoh di config/")
        close = difflib.get_close_matches(name, hints, n=1)
        return (
            t("kunci tidak dikenal; mungkin maksudnya `{close}`", close=close[0])
            if close
            else t("kunci tidak dikenal; hapus baris ini")
        )
    if kind == "value_error":
        return str(context.get("error", t("nilai tidak sah")))
    sentence = t(_SENTENCES[kind]) if kind in _SENTENCES else _with_bounds(kind, context)
    if kind.startswith("union_tag"):
        name = "type"
    hint = str(hints.get(name, ""))
    return f"{sentence}; {hint}" if hint else sentence


def _with_bounds(kind: str, context: Mapping[str, Any]) -> str:
    match kind:
        case "greater_than_equal":
            return t("terlalu kecil, paling sedikit {least}", least=context["ge"])
        case "less_than_equal":
            return t("terlalu besar, paling banyak {most}", most=context["le"])
        case "literal_error":
            return _one_of(str(context["expected"]))
        case "union_tag_invalid":
            return t("jenis tidak dikenal, pilih salah satu: {expected_tags}", expected_tags=context["expected_tags"])
    return t("nilai tidak sah")


def _one_of(expected: str) -> str:
    """`'a', 'b' or 'c'`, as pydantic tells the values that it takes."""
    others, _, last = expected.rpartition(" or ")
    return t("pilih salah satu: {others} atau {last}", others=others, last=last) if others else t("isi {only}", only=last)

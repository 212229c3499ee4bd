"""What is wrong in a settings file, told all at once: file, key, what happened and what to set."""

import copy
import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError


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
        super().__init__(f"Pengaturan belum dapat dipakai, ada {len(self.problems)} hal yang perlu diperbaiki:\n{lines}")


def read_toml(file: Path) -> dict[str, Any]:
    """The tables of one file; SettingsError when it is absent, unreadable or not TOML."""
    try:
        return tables_in(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        message = "berkas tidak ada; buat dengan `tayang init` atau salin dari config/"
    except OSError as error:
        message = f"berkas tidak dapat dibaca ({error.strerror}); periksa izin berkas"
    except UnicodeDecodeError:
        message = "berkas bukan UTF-8; simpan ulang sebagai teks UTF-8"
    except tomllib.TOMLDecodeError as error:
        message = f"penulisan TOML keliru ({error}); periksa tanda kutip, kurung dan tanda = di baris itu"
    raise SettingsError([Problem(file, "", message)])


def tables_in(text: str) -> dict[str, Any]:
    """The tables of a TOML text, parsed once for the same text: a sweep reads the settings of its home many times."""
    return copy.deepcopy(_parsed(text))


@lru_cache(maxsize=64)
def _parsed(text: str) -> dict[str, Any]:
    return tomllib.loads(text)


def hints_of(*models: type[BaseModel]) -> dict[str, str]:
    """What to set, for every key of these models, taken from the description of the field."""
    return {name: field.description or "" for model in models for name, field in model.model_fields.items()}


def problems_of(file: Path, error: ValidationError, hints: Mapping[str, str], tags: Iterable[str] = ()) -> list[Problem]:
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
    "missing": "belum diisi",
    "string_type": "harus berupa teks di antara tanda kutip",
    "int_type": "harus berupa bilangan bulat tanpa tanda kutip",
    "bool_type": "harus true atau false tanpa tanda kutip",
    "tuple_type": "harus berupa daftar di antara kurung siku [ ]",
    "dict_type": "harus berupa tabel",
    "model_type": "harus berupa tabel",
    "model_attributes_type": "harus berupa tabel",
    "union_tag_not_found": "belum memiliki `type`",
    "string_too_short": "masih kosong",
    "too_short": "daftarnya masih kosong",
}


def _sentence(kind: str, context: Mapping[str, Any], path: list[int | str], hints: Mapping[str, str]) -> str:
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    if kind == "extra_forbidden":
        close = difflib.get_close_matches(name, hints, n=1)
        return f"kunci tidak dikenal; {f'mungkin maksudnya `{close[0]}`' if close else 'hapus baris ini'}"
    if kind == "value_error":
        return str(context.get("error", "nilai tidak sah"))
    sentence = _SENTENCES.get(kind) or _with_bounds(kind, context)
    if kind.startswith("union_tag"):
        name = "type"
    hint = hints.get(name, "")
    return f"{sentence}; {hint}" if hint else sentence


def _with_bounds(kind: str, context: Mapping[str, Any]) -> str:
    match kind:
        case "greater_than_equal":
            return f"terlalu kecil, paling sedikit {context['ge']}"
        case "less_than_equal":
            return f"terlalu besar, paling banyak {context['le']}"
        case "literal_error":
            return f"pilih salah satu: {context['expected']}".replace(" or ", " atau ")
        case "union_tag_invalid":
            return f"jenis tidak dikenal, pilih salah satu: {context['expected_tags']}"
    return "nilai tidak sah"

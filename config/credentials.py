"""Secrets are named in the settings and kept elsewhere: environment, systemd credentials, or DIR/rahasia.env with mode 0600."""

import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from language.say import later, t

SECRET_FILE = "rahasia.env"  # noqa: S105  # the name of a file
SECRET_NAME = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+")
MOVE_IT = later(
    "tampaknya berisi rahasia. Pindahkan nilainya ke rahasia.env (izin 0600) dengan sebuah NAMA, "
    "misalnya TAYANG_WEBSITE_PASSWORD=…, lalu tulis hanya namanya di sini"
)
NOT_THERE = later("Rahasia {name} belum ada. Tambahkan baris {name}=… ke {secret_file} di rumah tayang (izin 0600).")

_SHAPES = (
    re.compile(r"(?:[A-Za-z0-9]{4} ){5}[A-Za-z0-9]{4}"),  # application password of WordPress
    re.compile(r"EAA[A-Za-z0-9]{20,}"),  # token of Facebook
    re.compile(r"\d{5,}-[A-Za-z0-9]{20,}"),  # access token of X
    re.compile(r"\d{6,}:[A-Za-z0-9_-]{30,}"),  # token of a bot on Telegram
    re.compile(r"ey[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*"),  # JWT
    re.compile(r"(?=[^ ]*[a-z])(?=[^ ]*[A-Z])(?=[^ ]*[0-9])[A-Za-z0-9+/=_~-]{24,}"),  # random letters, both cases, digits
)
_SHORTEST = 23
"""Of all these shapes: a home of hundreds of offices names them in each of its looks."""
_PUBLIC = (re.compile(r"UC[A-Za-z0-9_-]{22}"),)
"""What looks random and is known to everybody: the number of a channel on YouTube."""
_TELLING_KEYS = re.compile(r"(?i)password|passwd|pwd|sandi|token|secret|rahasia|api_?key")


class SecretError(Exception):
    """A secret is not there or not safe; says which name is meant and what to do, never a value."""


class NotUsable(SecretError):
    """A file of secrets that is there and cannot be read, or may not be: what stands in it is unknown, not missing."""


class NotPrivate(NotUsable):
    """A file of secrets that others can open."""


def looks_like_secret(value: str) -> bool:
    """Whether a text has the shape of a password, a token or a URL with a password."""
    if "://" in value:
        try:
            return urlsplit(value).password is not None
        except ValueError:
            return False
    text = value.strip()
    if len(text) < _SHORTEST:
        return False
    return any(shape.fullmatch(text) for shape in _SHAPES) and not any(shape.fullmatch(text) for shape in _PUBLIC)


def secrets_written_in(tables: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """The keys under which a secret itself, not a name of one, seems to be written."""
    for key, value in tables.items():
        where = f"{prefix}.{key}" if prefix else key
        for place, text in _texts(where, value):
            named = _TELLING_KEYS.search(key) is not None
            if looks_like_secret(text) or (named and text and not SECRET_NAME.fullmatch(text)):
                yield place
        for place, table in _tables(where, value):
            yield from secrets_written_in(table, place)


def _texts(where: str, value: object) -> Iterator[tuple[str, str]]:
    for index, item in enumerate(value if isinstance(value, list) else [value], start=1):
        if isinstance(item, str):
            yield (f"{where}[{index}]" if isinstance(value, list) else where), item


def _tables(where: str, value: object) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for index, item in enumerate(value if isinstance(value, list) else [value], start=1):
        if isinstance(item, dict):
            yield (f"{where}[{index}]" if isinstance(value, list) else where), item


def resolve_secret(name: str, environ: Mapping[str, str], home: Path | None = None) -> str:
    """The secret of this name: from the environment, CREDENTIALS_DIRECTORY, or rahasia.env in `home`, in this order."""
    found = resolve_secrets([name], environ, home)[name]
    if isinstance(found, SecretError):
        raise found
    return found


def resolve_secrets(names: Iterable[str], environ: Mapping[str, str], home: Path | None = None) -> dict[str, str | SecretError]:
    """Each of these secrets, or why it cannot be had. rahasia.env is read once: that of hundreds of offices is long."""
    found = {name: _from_outside(name, environ) for name in names}
    unknown = [name for name, value in found.items() if not value]
    if not unknown:
        return found
    try:
        written = _assignments(_private_text(home / SECRET_FILE)) if home is not None else {}
    except NotUsable as error:
        return found | dict.fromkeys(unknown, error)
    return found | {name: written.get(name) or SecretError(t(NOT_THERE, name=name, secret_file=SECRET_FILE)) for name in unknown}


def _from_outside(name: str, environ: Mapping[str, str]) -> str | SecretError:
    """Empty where neither the environment nor systemd knows it."""
    if value := environ.get(name):
        return value
    file = Path(directory) / name if (directory := environ.get("CREDENTIALS_DIRECTORY")) else None
    try:
        return _private_text(file).rstrip("\r\n") if file is not None else ""
    except NotUsable as error:
        return error


def is_from_outside(name: str, environ: Mapping[str, str]) -> bool:
    """Whether the environment or systemd gives this secret, so that it can only be changed there."""
    try:
        return bool(resolve_secret(name, environ))
    except SecretError:
        return False


def _private_text(file: Path) -> str:
    """What stands in a file of secrets that its owner alone can open; nothing where there is none. Raises NotUsable."""
    try:
        if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO) & ~_allowed(file):
            raise NotPrivate(t("{file} dapat dibuka akun lain. Tutup dahulu: chmod 600 {file}", file=file))
    except OSError:
        pass  # `text_of` says what of it is wrong
    return text_of(file)


def text_of(file: Path) -> str:
    """What stands in a file of secrets, whoever can open it; nothing where there is none. Raises NotUsable."""
    try:
        text = file.read_text(encoding="utf-8-sig")  # Notepad begins it with a mark
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        told = later("{file} tidak dapat dibuka ({why}). Beri akun yang menjalankan tayang hak membacanya")
        raise NotUsable(t(told, file=file, why=error.strerror)) from None
    except UnicodeDecodeError:  # it holds the bytes, and must be shown nowhere
        text = "\0"
    if "\0" in text:  # UTF-16 of plain letters passes for UTF-8
        raise NotUsable(t("{file} bukan UTF-8; simpan ulang sebagai UTF-8", file=file))
    return text


def _allowed(file: Path) -> int:
    """systemd shows a credential to its user through an ACL, whose mask stands where the group's read bit is."""
    return stat.S_IRGRP if file.is_relative_to("/run/credentials") else 0


def _assignments(text: str) -> dict[str, str]:
    found = {}
    for line in text.splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and not name.startswith("#"):
            found[name.strip()] = _unquoted(value.strip())
    return found


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"" else value

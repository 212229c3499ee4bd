"""Makes a complete home: settings, office file, folders and an empty private file for secrets."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from config.credentials import SECRET_FILE
from config.filesystem import MOUNTS, network_filesystem_of
from config.first_answers import FirstAnswers, filled
from config.office import load_office
from config.platforms import PLATFORMS, built_in, practised
from config.problems import Problem, SettingsError
from config.settings import FOLDERS
from config.toml_comments import with_comments_said
from language.say import OWN, later, spoken, t

_HERE = Path(__file__).parent
_CHANNELS = later("--- kanal: urutan di sini adalah urutan tayang ---")
_PRACTICE_CHANNELS = later(
    "--- kanal: urutan di sini adalah urutan tayang; semuanya di kota latihan, tidak ada yang keluar dari komputer ini ---"
)
_PRIVATE = ("ledger", "gudang", "salinan", "laporan", "offices")
_SECRETS_HEAD = later("Rahasia: satu baris NAMA=nilai. Berkas ini hanya boleh dibaca pemiliknya (chmod 600).")


def practice_urls() -> dict[str, str]:
    """Where the members of the practice town listen by themselves."""
    return {platform.practice.member: f"http://127.0.0.1:{platform.practice.port}" for platform in practised()}


def practice_secrets() -> dict[str, str]:
    """Under which name a practice office keeps each of the town's tokens."""
    return {token: name for platform in practised() for token, name in platform.practice.tokens.items()}


@dataclass(frozen=True)
class PracticeTown:
    """Where the practice town listens and what it accepts, by the names that it gives its members and tokens."""

    urls: Mapping[str, str] = field(default_factory=practice_urls)
    tokens: Mapping[str, str] = field(default_factory=dict)


def init_home(
    directory: Path, office_slug: str, practice: bool, town: PracticeTown | None = None, mounts: Path = MOUNTS, *,
    answers: FirstAnswers | None = None,
) -> Path:  # fmt: skip
    """Make a home in `directory` (absent or empty) whole or not at all; SettingsError says why it cannot be."""
    target = directory.absolute()
    try:
        _refuse(target, mounts)
        target.parent.mkdir(parents=True, exist_ok=True)
        # mkdtemp gives mode 0700, which the home keeps: secrets and people's names live in it.
        beside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as error:
        raise _cannot_be_made(target, error) from None
    try:
        _fill(beside, office_slug, practice, town or PracticeTown(), answers)
        beside.replace(target)
    except SettingsError as error:
        shutil.rmtree(beside, ignore_errors=True)
        raise SettingsError(
            Problem(target / problem.file.relative_to(beside), problem.key, problem.message) for problem in error.problems
        ) from None
    except OSError as error:  # a full disk, or another disk that is mounted at the target
        shutil.rmtree(beside, ignore_errors=True)
        raise _cannot_be_made(target, error) from None
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return target


def _cannot_be_made(target: Path, error: OSError) -> SettingsError:
    said = later(
        "rumah tidak dapat dibuat di sini ({why}); pilih map baru di dalam map yang boleh Anda tulisi, atau buat sebagai root"
    )
    return SettingsError([Problem(target, "", t(said, why=error.strerror))])


def _refuse(target: Path, mounts: Path) -> None:
    if target.is_symlink() or (target.exists() and (not target.is_dir() or any(target.iterdir()))):
        raise SettingsError([Problem(target, "", t("sudah ada isinya dan tidak akan ditimpa; pilih map lain yang kosong"))])
    if kind := network_filesystem_of(target / "ledger", mounts):
        message = t(
            "ada di sistem berkas jaringan ({kind}), buku catatan dapat rusak di sana; pilih map di cakram lokal",
            kind=kind,
        )
        raise SettingsError([Problem(target, "", message)])


def _fill(home: Path, slug: str, practice: bool, town: PracticeTown, answers: FirstAnswers | None) -> None:
    for name in FOLDERS:
        (home / name).mkdir(mode=0o755)
    for name in _PRIVATE:
        (home / name).mkdir(mode=0o700)
    office_file = home / "offices" / f"{slug}.toml"
    if office_file.parent != home / "offices" or not slug.strip("."):
        raise SettingsError([Problem(home / "offices", "slug", t("pakai huruf kecil, angka dan tanda hubung, misalnya contoh"))])
    text = office_text(slug, practice, town)
    office_file.write_text(filled(text, answers) if answers else text, encoding="utf-8")
    load_office(office_file)
    (home / "tayang.toml").write_text(home_text(slug, practice, town), encoding="utf-8")
    secrets = _practice_secrets(town) if practice else ""
    descriptor = os.open(home / SECRET_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"# {t(_SECRETS_HEAD)}\n{secrets}")


def _practice_secrets(town: PracticeTown) -> str:
    return "".join(f"{name}={town.tokens.get(member, 'latihan-saja')}\n" for member, name in practice_secrets().items())


def office_text(slug: str, practice: bool, town: PracticeTown | None = None) -> str:
    """The text of a new office file, its comments in the language spoken; in practice every channel lies in the practice town."""
    text = (_HERE / "example_office.toml").read_text(encoding="utf-8")
    text += _practice_channels(town or PracticeTown()) if practice else _example_channels()
    return with_comments_said(text).replace('slug = "contoh"', f'slug = "{slug}"', 1)


def _practice_channels(town: PracticeTown) -> str:
    """A channel on every member of the practice town."""
    own = [platform.practice for platform in practised()]
    return _headed(_PRACTICE_CHANNELS) + "".join(
        str(one.lines).replace("@URL@", town.urls[one.member].rstrip("/")) for one in own
    )


def _example_channels() -> str:
    """The first platform's example, to be filled in, and every other one's behind #."""
    first, *others = [str(text) for kind in PLATFORMS if (text := built_in(kind).example)]
    return _headed(_CHANNELS) + first + "".join(_behind(text) for text in others)


def _headed(head: str) -> str:
    return f"\n# {head}\n"


def _behind(lines: str) -> str:
    return "".join(f"# {line}\n" if line and line[0] != "#" else f"{line}\n" for line in lines.splitlines())


def home_text(slug: str, practice: bool, town: PracticeTown | None = None) -> str:
    """The text of a new tayang.toml, commented in the language spoken, which it names, for the people who will change it."""
    text = (_HERE / "example_home.toml").read_text(encoding="utf-8")
    hosts = ", ".join(f'"{urlsplit(url).netloc}"' for url in (town or PracticeTown()).urls.values())
    values = {
        "@OFFICE@": slug,
        f'language = "{OWN}"': f'language = "{spoken()}"',
        "@JEDA@": "0" if practice else "120",
        "# settle_seconds = 20   #": "settle_seconds = 1      #" if practice else "# settle_seconds = 20   #",
        "@HOSTS@": hosts if practice else "",
        "@PRACTICE_ENABLED@": "true" if practice else "false",
    }
    for token, value in values.items():
        text = text.replace(token, value)
    return with_comments_said(text)

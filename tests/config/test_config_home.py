"""A new home is complete, private and loads; mistakes are told all at once."""

import errno
import os
import re
import stat
from pathlib import Path

import pytest

from config.credentials import SecretError, looks_like_secret, resolve_secret
from config.filesystem import network_filesystem_of
from config.new_home import init_home
from config.settings import SettingsError, load_home, load_office_home, load_offices, missing_secrets

PASSWORD = "abcd EFGH 1234 ijkl MNOP 6789"


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return init_home(tmp_path / "rumah", "contoh", practice=False)


def _problems(home: Path) -> dict[str, str]:
    with pytest.raises(SettingsError) as caught:
        load_home(home, {})
    return {problem.key: problem.message for problem in caught.value.problems}


@pytest.mark.parametrize("practice", [True, False])
def test_new_home_loads(tmp_path: Path, practice: bool) -> None:
    home = init_home(tmp_path / "rumah", "kab-contoh", practice)
    settings = load_home(home, {})
    office = settings.office("kab-contoh")
    assert settings.practice.enabled is practice
    assert settings.publishing.jeda_seconds == (0 if practice else 120)
    assert settings.database_url == f"sqlite:///{home}/ledger/ledger.db"
    assert next(iter(office.channels)) == "website"
    assert office.zone.key == "Asia/Jakarta"
    assert settings.queue_root("kab-contoh") == home
    assert bool(missing_secrets(settings, {})) is not practice
    for name in ("konsep", "masuk", "ditahan", "arsip", "ledger", "gudang", "salinan", "laporan"):
        assert (home / name).is_dir()


def test_new_home_is_private_even_under_a_wide_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        home = init_home(tmp_path / "rumah", "contoh", practice=True)
    finally:
        os.umask(before)
    assert _mode(home) == _mode(home / "ledger") == _mode(home / "gudang") == 0o700
    assert _mode(home / "rahasia.env") == 0o600


def test_where_no_home_can_be_made_it_is_told_and_nothing_stays(tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("bukan map", "utf-8")
    with pytest.raises(SettingsError, match="rumah tidak dapat dibuat di sini") as told:
        init_home(tmp_path / "berkas" / "rumah", "contoh", practice=False)
    assert told.value.problems[0].file == tmp_path / "berkas" / "rumah"
    assert [one.name for one in tmp_path.iterdir()] == ["berkas"]


def test_a_folder_that_may_not_even_be_looked_at_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(asked: Path) -> bool:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), asked)

    monkeypatch.setattr(Path, "is_symlink", closed)  # what every user but root meets below /root
    with pytest.raises(SettingsError, match="rumah tidak dapat dibuat di sini"):
        init_home(tmp_path / "rumah", "contoh", practice=False)


def test_a_target_that_cannot_be_replaced_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(_beside: Path, target: Path) -> None:
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), target)

    (tmp_path / "rumah").mkdir()
    monkeypatch.setattr(Path, "replace", busy)  # as a folder does where another disk is mounted
    with pytest.raises(SettingsError, match="rumah tidak dapat dibuat di sini"):
        init_home(tmp_path / "rumah", "contoh", practice=False)
    assert [one.name for one in tmp_path.iterdir()] == ["rumah"]
    assert list((tmp_path / "rumah").iterdir()) == []


def test_a_home_with_anything_in_it_is_never_overwritten(home: Path) -> None:
    before = (home / "tayang.toml").read_bytes()
    with pytest.raises(SettingsError, match="tidak akan ditimpa"):
        init_home(home, "lain", practice=True)
    assert (home / "tayang.toml").read_bytes() == before
    assert not (home / "offices" / "lain.toml").exists()


@pytest.mark.parametrize("slug", ["../luar", "Huruf Besar", "", "a/b"])
def test_a_bad_slug_leaves_nothing_behind(tmp_path: Path, slug: str) -> None:
    with pytest.raises(SettingsError):
        init_home(tmp_path / "rumah", slug, practice=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["cifs", "nfs4", "fuse.sshfs", "9p"])
def test_network_filesystems_are_refused(tmp_path: Path, kind: str) -> None:
    mounts = tmp_path / "mounts"
    share = str(tmp_path / "map bersama").replace(" ", "\\040")
    mounts.write_text(f"/dev/a / ext4 rw 0 0\n//pc/share {share} {kind} rw 0 0\n")
    assert network_filesystem_of(tmp_path / "lain", mounts) is None
    with pytest.raises(SettingsError, match=kind):
        init_home(tmp_path / "map bersama" / "rumah", "contoh", practice=False, mounts=mounts)


def test_load_refuses_a_ledger_on_a_network_filesystem(home: Path, tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/a / ext4 rw 0 0\npc:/x {home}/ledger nfs rw 0 0\n")
    with pytest.raises(SettingsError, match="nfs"):
        load_home(home, {}, mounts)
    url = "postgresql+psycopg://tayang:rahasia@db/tayang"
    settings = load_home(home, {"TAYANG_LEDGER_URL": url}, mounts)
    assert settings.database_url == url
    assert url not in repr(settings)


def test_every_mistake_of_every_file_is_told_at_once(home: Path) -> None:
    _replace(home / "tayang.toml", "# looks = 4", "looks = true\nlook_gap = 4")
    _replace(home / "tayang.toml", "jeda_seconds = 120", "jeda_seconds = -1")
    office = home / "offices" / "contoh.toml"
    _replace(office, 'time_zone = "WIB"', 'time_zone = "GMT"')
    _replace(office, 'city = "Contoh"', "")
    _replace(office, 'username = "tayang"', 'user = "tayang"')
    _replace(office, 'id = "operator"', 'id = "Operator Web"')
    found = _problems(home)
    assert set(found) == {
        "publishing.looks",
        "publishing.look_gap",
        "publishing.jeda_seconds",
        "time_zone",
        "city",
        "channels.website.username",
        "channels.website.user",
        "people[4].id",
    }
    assert "look_gap_seconds" in found["publishing.look_gap"]
    assert "WITA" in found["time_zone"]
    assert "tempat penandatanganan" in found["city"]


def test_each_mistake_names_its_file(home: Path) -> None:
    (home / "offices" / "contoh.toml").write_text("slug = ")
    with pytest.raises(SettingsError) as caught:
        load_home(home, {})
    assert [problem.file.name for problem in caught.value.problems] == ["contoh.toml"]
    assert "TOML" in str(caught.value)


def test_a_key_in_the_wrong_table_is_sent_to_its_own_and_not_called_itself(home: Path) -> None:
    _replace(home / "tayang.toml", "[queue]\n", "[queue]\njeda_seconds = 60\n")
    told = _problems(home)["queue.jeda_seconds"]
    assert told.startswith("kunci ini milik tabel lain")


def test_contradictions_are_told(home: Path) -> None:
    office = home / "offices" / "contoh.toml"
    _replace(office, 'signer = "ketua"', 'signer = "bendahara"')
    _replace(home / "tayang.toml", "# lease_seconds = 120", "lease_seconds = 60")
    _replace(home / "tayang.toml", '["contoh"]', '["contoh", "hilang"]')
    found = _problems(home)
    assert "ketua" in found["signer"]
    assert "request_deadline_seconds" in found["publishing.lease_seconds"]
    assert "tidak ada" in found[""]


def test_two_offices_need_two_folders(home: Path) -> None:
    text = (home / "offices" / "contoh.toml").read_text().replace('slug = "contoh"', 'slug = "dua"')
    (home / "offices" / "dua.toml").write_text(text)
    _replace(home / "tayang.toml", '["contoh"]', '["contoh", "dua"]')
    assert 'folder = "dua"' in _problems(home)["folder"]
    (home / "offices" / "dua.toml").write_text('folder = "dua"\n' + text)
    assert load_home(home, {}).queue_root("dua") == home / "dua"


def test_practice_site_and_plain_http_are_for_practice_only(home: Path) -> None:
    _replace(home / "offices" / "contoh.toml", 'type = "wordpress"', 'type = "practice_site"')
    _replace(home / "offices" / "contoh.toml", "https://kpu-contoh.example", "http://127.0.0.1:8420")
    assert set(_problems(home)) == {"channels.website.type", "channels.website.url"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"TAYANG_WEBSITE_PASSWORD"', f'"{PASSWORD}"'),
        ('"TAYANG_WEBSITE_PASSWORD"', '"rahasia123"'),
        ('username = "tayang"', f'username = "{PASSWORD}"'),
        ('label = "Situs web"', 'label = "EAAGm0PX4ZCpsBAKZCexampleexample"'),
        ("https://kpu-contoh.example", "https://tayang:kunci@kpu-contoh.example"),
    ],
)
def test_a_secret_in_the_file_must_move_and_is_not_repeated(home: Path, old: str, new: str) -> None:
    _replace(home / "offices" / "contoh.toml", old, new)
    with pytest.raises(SettingsError) as caught:
        load_home(home, {})
    message = str(caught.value)
    assert len(caught.value.problems) == 1
    assert "Pindahkan" in message
    assert new.strip('"').split('"')[-1] not in message


def test_a_ledger_password_in_the_file_must_move(home: Path) -> None:
    _replace(home / "tayang.toml", '# database_url = ""', 'database_url = "postgresql://a:kuncinya@db/x"')
    found = _problems(home)
    assert "Pindahkan" in found["ledger.database_url"]


@pytest.mark.parametrize(
    "text",
    ["Ketua KPU Contoh", "https://kpu.example/berita", "TAYANG_WEBSITE_PASSWORD", "Jalan Contoh 1", "UC8butISFwT0Wl7EV0hUK0BQ"],
)
def test_ordinary_text_is_no_secret(text: str) -> None:
    assert not looks_like_secret(text)


def test_secrets_come_from_environment_then_credentials_then_file(home: Path, tmp_path: Path) -> None:
    name = "TAYANG_WEBSITE_PASSWORD"
    with (home / "rahasia.env").open("a") as file:
        file.write(f'{name}="dari berkas"\n')
    assert resolve_secret(name, {}, home) == "dari berkas"
    (tmp_path / name).write_text("dari systemd\n")
    (tmp_path / name).chmod(0o600)
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert resolve_secret(name, environ, home) == "dari systemd"
    assert resolve_secret(name, {**environ, name: "dari lingkungan"}, home) == "dari lingkungan"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_secret_that_others_can_read_is_refused(home: Path, mode: int) -> None:
    with (home / "rahasia.env").open("a") as file:
        file.write("TAYANG_WEBSITE_PASSWORD=nilai-itu\n")
    (home / "rahasia.env").chmod(mode)
    with pytest.raises(SecretError, match="chmod 600") as caught:
        resolve_secret("TAYANG_WEBSITE_PASSWORD", {}, home)
    assert "nilai-itu" not in str(caught.value)
    with pytest.raises(SettingsError, match="chmod 600"):
        load_home(home, {})


def test_a_missing_secret_says_where_to_put_it(home: Path) -> None:
    with pytest.raises(SecretError, match=r"TAYANG_X_Y=… ke rahasia\.env"):
        resolve_secret("TAYANG_X_Y", {}, home)


def test_what_is_wrong_with_the_keys_of_an_office_is_told_at_once(home: Path) -> None:
    office = home / "offices" / "contoh.toml"
    _replace(office, 'strength = "attested"', 'strength = "keras"\nallowed_signer = "x"')
    assert set(_problems(home)) == {"sop.strength", "sop.allowed_signer"}
    _replace(office, 'strength = "keras"\nallowed_signer = "x"', 'allowed_signers = "offices/a"\nrevoked_keys = "../b"')
    found = _problems(home)
    assert 'strength = "signed"' in found["sop.allowed_signers"]
    _replace(office, 'allowed_signers = "offices/a"', 'strength = "signed"\nallowed_signers = "masuk/kunci/a"')
    found = _problems(home)
    assert "harus di map offices/" in found["sop.allowed_signers"]
    assert "harus di map offices/" in found["sop.revoked_keys"]


def test_two_offices_never_share_their_list_of_keys(home: Path) -> None:
    office = home / "offices" / "contoh.toml"
    _replace(office, 'strength = "attested"', 'strength = "signed"\nallowed_signers = "offices/bersama.signers"')
    text = office.read_text().replace('slug = "contoh"', 'slug = "dua"\nfolder = "dua"')
    (home / "offices" / "dua.toml").write_text(text)
    _replace(home / "tayang.toml", '["contoh"]', '["contoh", "dua"]')
    assert "contoh" in _problems(home)["sop.allowed_signers"]
    _replace(home / "offices" / "dua.toml", 'allowed_signers = "offices/bersama.signers"', "")
    assert load_home(home, {}).office("dua").key_files == ("offices/dua.signers",)


@pytest.mark.parametrize(
    ("line", "key", "said"),
    [
        ('required_steps = ["3", "17"]', "sop.required_steps", "17"),
        ('required_steps = ["3"]', "sop.required_steps", "5, 6, 7, 8, 9"),
        ('required_steps = ["07"]', "sop.required_steps", "07"),
        ('[sop.signers]\n"tujuh" = ["ketua"]', "sop.signers.tujuh", "tidak ada di profil"),
        ('[sop.signers]\n"7" = []', "sop.signers.7", "daftarnya kosong"),
    ],
)
def test_a_slip_in_the_procedure_never_asks_for_less(home: Path, line: str, key: str, said: str) -> None:
    office = home / "offices" / "contoh.toml"
    text = re.sub(r"(?m)^required_steps = .*$", "", office.read_text())
    office.write_text(re.sub(r"(?m)^strength = .*$", lambda _: line, text))
    assert said in _problems(home)[key]


def test_a_procedure_that_is_not_there_is_told_with_those_that_are(home: Path) -> None:
    _replace(home / "offices" / "contoh.toml", 'profile = "bangka-barat-2019"', 'profile = "bangka"')
    assert "sumbar-2025" in _problems(home)["sop.profile"]


def test_an_empty_book_beside_sealed_packages_is_refused(home: Path) -> None:
    """It would know of nothing that was published: a PostgreSQL home whose address was forgotten, or a lost file."""
    load_home(home, {})
    (home / "gudang" / ("a1" * 32)).mkdir()
    assert "TAYANG_LEDGER_URL" in _problems(home)["ledger.database_url"]
    assert load_home(home, {"TAYANG_LEDGER_URL": "postgresql://tayang@basis/tayang"})
    (home / "ledger" / "ledger.db").touch()
    assert load_home(home, {})


def test_a_slip_in_the_working_days_stops_nobody(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    """An office that left the home while a day off still names it is enough for one."""
    (home / "hari-kerja.toml").write_text(
        '[[days_off]]\ndate = 2027-04-15\nname = "Hari jadi"\noffices = ["sudah-pergi"]\n', "utf-8"
    )
    found, problems = load_offices(home, {})
    assert [office.slug for office in found.offices] == ["contoh"]
    assert [problem.file.name for problem in problems] == ["hari-kerja.toml"]
    assert load_office_home(home, "contoh", {}).offices == found.offices
    assert "hari-kerja.toml" in caplog.text
    with pytest.raises(SettingsError):
        load_home(home, {})


@pytest.mark.parametrize(
    ("old", "new"),
    [('type = "wordpress"', 'type = ["wordpress"]'), ('type = "wordpress"', "type = 5"), ("https://", "http://[")],
)
def test_whatever_one_office_writes_the_other_is_read(tmp_path: Path, old: str, new: str) -> None:
    home = init_home(tmp_path / "rumah", "satu", practice=False)
    text = (home / "offices" / "satu.toml").read_text("utf-8")
    assert old in text
    (home / "offices" / "dua.toml").write_text(text.replace('slug = "satu"', 'slug = "dua"\nfolder = "dua"'), "utf-8")
    (home / "offices" / "satu.toml").write_text(text.replace(old, new, 1), "utf-8")
    _replace(home / "tayang.toml", 'offices = ["satu"]', 'offices = ["satu", "dua"]')
    found, problems = load_offices(home, {})
    assert [office.slug for office in found.offices] == ["dua"]
    assert {problem.file.name for problem in problems} == {"satu.toml"}

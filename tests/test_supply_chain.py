"""What tayang is installed from: every file by its digest, named in a bill of materials, and asked about."""

import hashlib
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = sorted(str(place.relative_to(ROOT)) for place in (*ROOT.glob("*.lock"), *(ROOT / "deploy").glob("*.lock")))


def ran(*command: object, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in command],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **environ},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_line_has_a_digest_and_none_names_a_place_to_fetch_from(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert len(entries) > 5
    assert [entry.split()[0] for entry in entries if not re.search(r"--hash=sha256:[0-9a-f]{64}", entry)] == []
    assert [entry.split()[0] for entry in entries if not re.match(r"[a-z0-9][a-z0-9._-]*(\[[a-z0-9, ._-]+\])?==", entry)] == []
    assert not re.search(r"https?:|file:|--(extra-)?index|--find-links|--trusted|git\+", text)


def test_every_installation_of_ours_asks_for_digests() -> None:
    scripts = {place.name: place.read_text("utf-8") for place in (ROOT / "deploy").glob("*.sh")}
    asked = [(name, line) for name, text in scripts.items() for line in text.splitlines() if "pip install" in line]
    assert {name for name, _ in asked} >= {"setup.sh", "tool-place.sh"}
    assert [line for _, line in asked if "--require-hashes" not in line] == []


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """A folder with one library as an index would give it."""
    info = "contoh_kecil-1.0.dist-info"
    made = tmp_path / "roda" / "contoh_kecil-1.0-py3-none-any.whl"
    made.parent.mkdir()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("contoh_kecil.py", "x = 1\n")
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: contoh-kecil\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return made


def test_a_library_that_was_changed_on_its_way_is_not_installed(wheels: Path, tmp_path: Path) -> None:
    lock = tmp_path / "kecil.lock"
    digest = hashlib.sha256(wheels.read_bytes()).hexdigest()
    lock.write_text(f"contoh-kecil==1.0 --hash=sha256:{digest}\n")
    command = (sys.executable, "-m", "pip", "--isolated", "install", "--quiet", "--disable-pip-version-check", "--no-index",
               "--require-hashes", "--find-links", wheels.parent, "--target", tmp_path / "sini", "-r", lock)  # fmt: skip
    assert ran(*command).returncode == 0
    assert (tmp_path / "sini" / "contoh_kecil.py").exists()
    with zipfile.ZipFile(wheels, "a") as archive:
        archive.writestr("sisipan.py", "import os\n")
    refused = ran(*(tmp_path / "sana" if word == tmp_path / "sini" else word for word in command))
    assert refused.returncode != 0
    assert "DO NOT MATCH THE HASHES" in refused.stderr
    assert not (tmp_path / "sana").exists()


@pytest.fixture(scope="module")
def bom(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    place = tmp_path_factory.mktemp("sbom") / "tayang.cdx.json"
    assert ran(sys.executable, "deploy/sbom.py", place).returncode == 0
    first = place.read_bytes()
    assert ran(sys.executable, "deploy/sbom.py", place).returncode == 0
    assert place.read_bytes() == first, "the same lock gives the same bytes"
    told: dict[str, object] = json.loads(first)
    return told


def test_the_bill_of_materials_names_everything_that_is_locked_with_its_digests(bom: dict[str, object]) -> None:
    components: list[dict[str, object]] = bom["components"]  # type: ignore[assignment]  # as the format has it
    text = (ROOT / "requirements.lock").read_text("utf-8")
    named = {(one["name"], one["version"]) for one in components}
    assert named == {
        (name.replace("_", "-").replace(".", "-"), version)
        for name, version in re.findall(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)", text, re.M)
    }
    digests = {one["value"] for component in components for one in component["properties"]}  # type: ignore[attr-defined]
    assert digests == set(re.findall(r"sha256:([0-9a-f]{64})", text))
    direct = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    chains = {one["ref"]: one["dependsOn"] for one in bom["dependencies"]}  # type: ignore[attr-defined]
    assert len(chains["pkg:pypi/tayang@0.1.0"]) == len(direct)
    known = {one["bom-ref"] for one in components}
    assert {ref for chain in chains.values() for ref in chain} <= known


def test_nothing_that_runs_is_under_the_gpl_alone(bom: dict[str, object]) -> None:
    components: list[dict[str, object]] = bom["components"]  # type: ignore[assignment]  # as the format has it
    told = {one["name"]: json.dumps(one.get("licenses", [])) for one in components if one["scope"] == "required"}
    assert [name for name, licences in told.items() if licences == "[]"] == [], "a library without a licence"
    strong = [name for name, text in told.items() if re.search(r"(?<!L)(?<!Lesser )\bA?GPL|GNU General", text)]
    assert strong == ["text-unidecode"], "GPL or Artistic, as one likes"
    assert "Artistic" in told["text-unidecode"]


KNOWN = {"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["2.0"]}
FAULTY = {"dependencies": [{"name": "urllib3", "version": "1.0", "vulns": [KNOWN]}]}
CLEAN = {"dependencies": [{"name": "urllib3", "version": "2.8", "vulns": []}]}
UNKNOWN = {"dependencies": [{"name": "urllib3", "skip_reason": "Dependency not found on PyPI"}]}


@pytest.mark.parametrize(
    ("told", "status", "code", "said"),
    [
        (CLEAN, 0, 0, "1 asked, 0 known vulnerabilities"),
        (FAULTY, 1, 1, "urllib3 1.0: PYSEC-1 (CVE-1); mended in: 2.0"),
        (UNKNOWN, 0, 2, "NOT AUDITED urllib3"),
        ({"dependencies": []}, 0, 2, "0 asked"),
        (None, 1, 2, "NOT AUDITED: requirements.lock. The service could not be asked"),
        (None, 0, 2, "NOT AUDITED"),
    ],
    ids=["clean", "known", "not-found", "empty", "no-service", "silent"],
)
def test_an_audit_says_what_is_known_and_never_takes_silence_for_safety(
    tmp_path: Path, told: object, status: int, code: int, said: str
) -> None:
    stand_in = tmp_path / "bin" / "pip-audit"
    stand_in.parent.mkdir()
    (tmp_path / "jawaban.json").write_text(json.dumps(told))
    answer = f'cp "{tmp_path}/jawaban.json" "$2"' if told is not None else 'echo "ERROR: connection refused" >&2'
    stand_in.write_text(f'#!/bin/sh\nwhile [ "$1" != -o ]; do shift; done\n{answer}\nexit {status}\n')
    stand_in.chmod(0o755)
    done = ran(ROOT / "deploy" / "audit.sh", TAYANG_TOOLS=str(tmp_path))
    assert (done.returncode, said in done.stdout + done.stderr) == (code, True), done.stdout + done.stderr

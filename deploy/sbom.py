"""Writes what tayang is made of as CycloneDX 1.6: `python deploy/sbom.py FILE`.

Every library of requirements.lock with its version, licence, digests and what it needs itself. Nothing is fetched, and the same
lock gives the same bytes; what the lock holds for other systems only is in it as `excluded`.
"""

import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).resolve().parent.parent
LOCK = CHECKOUT / "requirements.lock"
_LINE = re.compile(r"^([A-Za-z0-9._-]+)(\[[^\]]*\])?==([^\s;\\]+)(?:\s*;\s*([^\\\n]+))?", re.MULTILINE)
_FROM_CLASSIFIER = "License :: "


class LockFault(Exception):
    """The lock file is not what an installation can be checked against."""


def locked(text: str) -> Iterator[tuple[Requirement, list[str]]]:
    """Each line of a lock file with the digests of what may be installed for it. Raises LockFault for one without."""
    found = list(_LINE.finditer(text))
    for line, following in zip(found, [*found[1:], None], strict=True):
        name, extras, version, marker = line.groups()
        digests = re.findall(r"--hash=sha256:([0-9a-f]{64})", text[line.end() : following.start() if following else len(text)])
        if not digests:
            raise LockFault(f"{name}=={version} has no digest in {LOCK.name}")
        yield Requirement(f"{name}{extras or ''}=={version}" + (f" ; {marker.strip()}" if marker else "")), digests


def purl(name: str, version: str) -> str:
    return f"pkg:pypi/{canonicalize_name(name)}@{version}"


def _installed(name: str, version: str) -> Distribution | None:
    try:
        here = distribution(name)
    except PackageNotFoundError:
        return None
    return here if here.version == version else None


def licences(here: Distribution) -> list[dict[str, Any]]:
    """What a library says of its licence, most exact first."""
    told = here.metadata
    if (expression := told.get("License-Expression")) is not None:
        return [{"expression": str(expression)}]
    named = [str(line).rpartition(" :: ")[2] for line in told.get_all("Classifier", []) if str(line).startswith(_FROM_CLASSIFIER)]
    text = str(told.get("License") or "").strip()
    if named and named != ["OSI Approved"]:
        return [{"license": {"name": name}} for name in named if name != "OSI Approved"]
    try:
        return [{"expression": canonicalize_license_expression(text)}]
    except InvalidLicenseExpression:
        return [{"license": {"name": text.splitlines()[0][:120]}}] if text else []


def needs(here: Distribution, versions: dict[str, str], extras: set[str]) -> list[str]:
    """The locked libraries that one needs on this system."""
    found = set()
    for line in here.requires or ():
        wanted = Requirement(line)
        name = canonicalize_name(wanted.name)
        applies = wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in {"", *extras})
        if applies and name in versions:
            found.add(purl(name, versions[name]))
    return sorted(found)


def _component(wanted: Requirement, digests: list[str], here: Distribution | None) -> dict[str, Any]:
    version = str(wanted.specifier).removeprefix("==")
    ref = purl(wanted.name, version)
    made: dict[str, Any] = {"type": "library", "bom-ref": ref, "name": canonicalize_name(wanted.name), "version": version}
    made |= {"scope": "required" if here else "excluded", "purl": ref}
    if here and (told := licences(here)):
        made["licenses"] = told
    made["properties"] = [{"name": "tayang:locked:sha256", "value": digest} for digest in digests]
    return made


def bom(text: str, project: dict[str, Any]) -> dict[str, Any]:
    """The bill of materials of a lock file, as this environment was installed from it."""
    lines = list(locked(text))
    here = {str(wanted): _installed(wanted.name, str(wanted.specifier).removeprefix("==")) for wanted, _ in lines}
    versions = {
        canonicalize_name(wanted.name): str(wanted.specifier).removeprefix("==") for wanted, _ in lines if here[str(wanted)]
    }
    root = purl(project["name"], project["version"])
    direct = (Requirement(line) for line in project["dependencies"])
    first = sorted({purl(one.name, versions[canonicalize_name(one.name)]) for one in direct})
    chains = [
        {"ref": purl(wanted.name, one.version), "dependsOn": needs(one, versions, set(wanted.extras))}
        for wanted, _ in lines
        if (one := here[str(wanted)])
    ]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, text)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"expression": project["license"]}],
            }
        },
        "components": [_component(wanted, digests, here[str(wanted)]) for wanted, digests in lines],
        "dependencies": [{"ref": root, "dependsOn": first}, *chains],
    }


def main() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    target = Path(sys.argv[1])
    made = bom(LOCK.read_text(encoding="utf-8"), project)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(made, indent=1, sort_keys=False) + "\n", encoding="utf-8")
    required = sum(one["scope"] == "required" for one in made["components"])
    sys.stdout.write(f"{target}: {required} libraries, {len(made['components']) - required} more for other systems\n")


if __name__ == "__main__":
    main()

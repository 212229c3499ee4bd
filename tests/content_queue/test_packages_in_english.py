"""Packages and procedures tell what is wrong in the language of the home."""

from pathlib import Path

import pytest

from content_queue.folder import QueueFolder
from content_queue.problems import PackageProblems, Problem
from content_queue.profile import load_profile
from content_queue.signers import faults_of
from content_queue.strict_yaml import load
from language.say import speak
from tests.language.reading import indonesian_in


def test_a_problem_is_told_as_the_home_speaks() -> None:
    problem = Problem("two-manuscripts", "paket")
    told = str(PackageProblems([problem]))
    assert told == problem.text() == problem.text("id") == "paket: Ada naskah.md dan naskah.docx sekaligus. Sisakan satu saja."
    speak("en")
    assert problem.text() == problem.text("en") == "paket: There are both naskah.md and naskah.docx. Keep only one."
    assert str(PackageProblems([problem])) == problem.text()


def test_the_reason_beside_a_held_package(tmp_path: Path) -> None:
    speak("en")
    queue = QueueFolder(tmp_path, 1)
    queue.prepare()
    (queue.inbox / "folder").mkdir()
    queue.hold("folder", [Problem("no-manuscript", "folder")])
    told = (queue.held / "folder" / "ALASAN.txt").read_text("utf-8-sig")
    assert told.startswith("This package is held and was NOT published.")
    assert "1. folder: There is no manuscript." in told
    assert indonesian_in(told.replace("naskah.", "")) == []


def test_a_procedure_front_matter_and_keys(tmp_path: Path) -> None:
    speak("en")
    profile = tmp_path / "sop.toml"
    step = '[[steps]]\nnr = 2\nactivity = "x"\nactor = "y"\n'
    profile.write_text(f'name = "a"\ntitle = "a"\noffice = "a"\nnumber = "a"\nin_force = "a"\nactors = ["a"]\n{step}', "utf-8")
    told = []
    for wrong in (lambda: load_profile(profile), lambda: load("- a", "naskah.md")):
        with pytest.raises(PackageProblems) as caught:
            wrong()
        told.append(str(caught.value))
    told += faults_of(b"* ssh-ed25519 AAAA1\n", ["ani"])
    for said in ("the steps must be numbered", "not a list of entries", "there is no key yet for ani"):
        assert said in " ".join(told)
    assert indonesian_in(" ".join(told).replace("naskah.", "")) == []

"""A worker that falls asleep between its intent and the first byte, or in the middle of a request, and wakes when another
has taken over: it sends nothing more. Two real processes, stopped and woken by real signals."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from publishing.states import State
from tests.faults.office_of_many import OfficeOfMany, ended_well, office_of_many
from tests.faults.worker import PLACES

pytestmark = pytest.mark.long
PATIENCE = 300.0


@pytest.fixture
def sleepers() -> Iterator[list[subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []
    yield started
    for one in started:
        if one.poll() is None:
            one.kill()
        one.communicate()


def _wait_until_asleep(worker: subprocess.Popen[str]) -> None:
    _, status = os.waitpid(worker.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status), "it ended before it came to the place where it should fall asleep"


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("member", ["site", "graph"])
def test_who_wakes_after_its_right_has_passed_on_sends_nothing(
    tmp_path: Path, member: str, place: str, sleepers: list[subprocess.Popen[str]]
) -> None:
    with office_of_many(tmp_path, member) as office:
        [title] = office.drop(1)
        sleeper = office.worker("--stop", place)
        sleepers.append(sleeper)
        _wait_until_asleep(sleeper)
        assert office.stand.public(title) == []
        other = office.worker()
        sleepers.append(other)
        ended_well([other], PATIENCE)
        _expect_once(office, title)
        sent = office.writes()
        os.kill(sleeper.pid, signal.SIGCONT)
        ended_well([sleeper], PATIENCE)
        assert office.writes() == sent, "the sleeper sent something after it had woken"
        _expect_once(office, title)


def _expect_once(office: OfficeOfMany, title: str) -> None:
    [row] = office.rows()
    assert row.state == State.VERIFIED
    assert len(office.stand.public(title)) == 1
    assert office.stand.hidden(title) == 0

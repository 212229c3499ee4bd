"""The disposition sheet: who approved which bytes at which step of the procedure, and when."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from content_queue.characters import hidden_characters
from content_queue.listing import SHEET
from content_queue.problems import PackageProblems, Problem, fail
from content_queue.profile import Covers, Step
from content_queue.seal import digest_of
from content_queue.strict_yaml import MAX_BYTES, load
from safety.files import write_durably


def _visible(text: str) -> str:
    if any(hidden_characters(text, SHEET)):
        raise ValueError("hidden characters")
    return text


Digest = Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]
Words = Annotated[str, Field(max_length=500), AfterValidator(_visible)]


class Decision(StrEnum):
    """The answer of a step."""

    YES = "ya"
    NO = "tidak"


class SignOff(BaseModel):
    """One person's answer at one step. `digest` names the bytes that were looked at; empty for a request without content."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    step: Annotated[int, Field(ge=1, le=99)]
    decision: Decision
    person: Annotated[Words, Field(min_length=1)]
    role: Words = ""
    at: AwareDatetime
    covers: Covers = Covers.CONTENT
    digest: Digest = ""
    note: Words = ""
    nota_dinas: Words = ""


class Sheet(BaseModel):
    """A disposition sheet: the bytes it is about and every answer, oldest first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    digest: Digest = ""
    files: dict[Words, Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]] = Field(default_factory=dict)
    sign_offs: tuple[SignOff, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """Whether a package may be published, and if not, what is missing: steps by number, reasons in words."""

    approved: bool
    missing: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()


def _empty_lists(values: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in values.items() if value is not None}


def _read_bounded(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise fail("not-readable", path.name, detail=error.strerror) from error


def load_sheet(path: Path) -> Sheet:
    """The sheet in a file; raises PackageProblems and nothing else."""
    try:
        text = _read_bounded(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise fail("not-utf8", path.name) from error
    document = load(text, path.name)
    try:
        return Sheet.model_validate(_empty_lists(dict(document.values)))
    except ValidationError as error:
        keys = dict.fromkeys(".".join(map(str, fault["loc"])) for fault in error.errors())
        raise PackageProblems(
            Problem("sheet-bad", path.name, document.lines.get(key.partition(".")[0]), {"key": key}) for key in keys
        ) from error


def write_sheet(path: Path, sheet: Sheet) -> None:
    """Replace the sheet by this one, whole; raises PackageProblems if it could not be read back."""
    text = yaml.safe_dump(sheet.model_dump(mode="json"), allow_unicode=True, sort_keys=False, width=120)
    load(text, path.name)
    write_durably(path, text.encode())


def _judge(sheet: Sheet, digest: str, step: Step, now: datetime) -> str | None:
    """The code of what is wrong with this step's sign-offs, None if it is approved."""
    mine = [s for s in sheet.sign_offs if s.step == step.nr and s.covers is step.covers]
    past = [s for s in mine if s.at <= now]
    counting = [s for s in past if step.covers is Covers.REQUEST or s.digest == digest]
    if counting:
        # Of two answers in one instant the "Tidak" holds: nothing goes out on a doubt.
        last = max(counting, key=lambda s: (s.at, s.decision is Decision.NO))
        return None if last.decision is Decision.YES else "step-refused"
    if past:
        return "step-other-bytes"
    return "step-future" if mine else "step-missing"


def _sheet_problems(sheet: Sheet, digest: str) -> Iterator[Problem]:
    if not digest or sheet.digest != digest or digest_of(sheet.files) != digest:
        yield Problem("sheet-other-bytes", SHEET)


def approved(sheet: Sheet, digest: str, required_steps: Sequence[Step], now: datetime) -> Verdict:
    """Whether every required step said "Ya" to these bytes by now; with no required step nothing is ever approved."""
    problems = list(_sheet_problems(sheet, digest))
    judged = {step.nr: (step, code) for step in required_steps if (code := _judge(sheet, digest, step, now))}
    problems += [Problem(code, SHEET, None, {"step": nr, "activity": step.activity}) for nr, (step, code) in judged.items()]
    return Verdict(bool(required_steps) and not problems, tuple(judged), tuple(problems))

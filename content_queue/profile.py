"""The schema of an SOP profile: the steps of an office's procedure, as data in config/sop/."""

import tomllib
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from content_queue.package import Kind
from content_queue.problems import PackageProblems, Problem, fail
from language.say import later, t

MAX_BYTES = 256 * 1024
Line = Annotated[str, Field(min_length=1, max_length=500)]


class Covers(StrEnum):
    """What a sign-off is about: the request, which outlives a change of content, or the content itself."""

    REQUEST = "kebutuhan"
    CONTENT = "konten"


class Counted(StrEnum):
    """How a standard time is counted: in office hours, in days of 24 hours of which days off are left out, or by the clock."""

    HOURS = later("jam kerja")
    DAYS = later("hari kerja")
    CLOCK = later("kalender")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Step(_Strict):
    """One box of the procedure. `returns_to` is the step that a "Tidak" leads back to; None there means postponed.

    `not_same_as`: the two-person rule: whoever signed one of these steps cannot sign this one. `needs_legal_basis`: the kinds of
    package that must say by their legal basis what this step found.
    """

    nr: Annotated[int, Field(ge=1, le=99)]
    activity: Line
    actor: str = ""
    needs: str = ""
    output: str = ""
    standard_minutes: Annotated[int, Field(ge=1)] | None = None
    counted: Counted = Counted.HOURS
    decision: bool = False
    returns_to: int | None = None
    is_submit_step: bool = False
    is_publish_step: bool = False
    is_archive_step: bool = False
    sign_off_required: bool = False
    covers: Covers = Covers.CONTENT
    not_same_as: tuple[int, ...] = ()
    needs_legal_basis: tuple[Kind, ...] = ()


class Profile(_Strict):
    """One office's procedure."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: Line
    office: Line
    number: Line
    in_force: Line
    approved_by: str = ""
    warning: str = ""
    law: tuple[Line, ...] = ()
    related: tuple[Line, ...] = ()
    implementers: tuple[Line, ...] = ()
    equipment: tuple[Line, ...] = ()
    records: tuple[Line, ...] = ()
    actors: Annotated[tuple[Line, ...], Field(min_length=1)]
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if faults := list(self._faults()):
            raise ValueError("; ".join(faults))
        return self

    def _faults(self) -> Iterator[str]:
        numbers = [step.nr for step in self.steps]
        if numbers != list(range(1, len(numbers) + 1)):
            yield t("langkah harus bernomor 1, 2, 3, … berurutan")
        if sum(step.is_publish_step for step in self.steps) != 1:
            yield t("harus ada tepat satu langkah penayangan (is_publish_step)")
        if not any(step.sign_off_required and step.covers is Covers.CONTENT for step in self.steps):
            yield t("paling sedikit satu langkah wajib menyetujui konten")
        if any(step.is_submit_step and step.covers is not Covers.CONTENT for step in self.steps):
            yield t("langkah pengajuan (is_submit_step) menyangkut konten")
        if sum(step.is_submit_step for step in self.steps) > 1:
            yield t("paling banyak satu langkah pengajuan (is_submit_step)")
        if sum(step.is_archive_step for step in self.steps) > 1:
            yield t("paling banyak satu langkah arsip (is_archive_step)")
        for step in self.steps:
            if step.is_archive_step and (step.is_publish_step or step.sign_off_required):
                ours = later("langkah {nr} dikerjakan tayang (is_archive_step): bukan langkah penayangan, tanpa tanda tangan")
                yield t(ours, nr=step.nr)
            if step.actor and step.actor not in self.actors:
                yield t("pelaksana langkah {nr} tidak ada di actors", nr=step.nr)
            if step.returns_to is not None and not (step.decision and 1 <= step.returns_to < step.nr):
                yield t("returns_to pada langkah {nr} harus langkah sebelumnya, pada langkah keputusan", nr=step.nr)
            if any(other == step.nr or other not in numbers for other in step.not_same_as):
                yield t("not_same_as pada langkah {nr} harus menyebut langkah lain dari profil ini", nr=step.nr)

    @property
    def required_steps(self) -> tuple[Step, ...]:
        """The steps without whose sign-off nothing is published."""
        return tuple(step for step in self.steps if step.sign_off_required)

    def by_people(self, required: Iterable[Step]) -> tuple[Step, ...]:
        """The steps whose end is a signature, where these are required; the others are the software's own."""
        wanted = tuple(required)
        machine = [step for step in self.steps if step.is_archive_step or (step.is_publish_step and step not in wanted)]
        return tuple(step for step in self.steps if step not in machine)

    @property
    def publish_step(self) -> Step:
        """The step that the software carries out."""
        return next(step for step in self.steps if step.is_publish_step)

    @property
    def submit_step(self) -> Step | None:
        """The step in which content is handed in: the one that is marked, else the first that is about content."""
        marked = [step for step in self.steps if step.is_submit_step]
        return next((step for step in (*marked, *self.steps) if step.covers is Covers.CONTENT), None)

    @property
    def grounded(self) -> dict[str, Step]:
        """The kinds of package that must name their legal basis, with the step that asks for it."""
        return {kind.value: step for step in self.steps for kind in step.needs_legal_basis}

    @property
    def archive_step(self) -> Step | None:
        """The step in which the software keeps link and copy, where the procedure has one of its own."""
        return next((step for step in self.steps if step.is_archive_step), None)


def load_profile(path: Path) -> Profile:
    """The profile in a TOML file; raises PackageProblems with everything that is wrong with it."""
    try:
        data = path.read_bytes()
        if len(data) > MAX_BYTES:
            raise fail("file-too-large", path.name, limit=MAX_BYTES)
        return _profile_in(data)
    except ValidationError as error:
        faults = [(".".join(map(str, fault["loc"])) or "steps", fault["msg"]) for fault in error.errors()]
        raise PackageProblems(
            Problem("profile-bad", path.name, None, {"key": key, "detail": message.removeprefix("Value error, ")})
            for key, message in faults
        ) from error
    except UnicodeDecodeError as error:
        raise fail("not-utf8", path.name) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise fail("profile-bad", path.name, key="TOML", detail=str(error)) from error
    except OSError as error:
        raise fail("not-readable", path.name, detail=error.strerror) from error


@lru_cache(maxsize=16)
def _profile_in(data: bytes) -> Profile:
    """Read once for the same bytes: every look at a package asks for its procedure."""
    return Profile.model_validate(tomllib.loads(data.decode()))

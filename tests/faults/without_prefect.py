"""Prefect's task around an outward step, left out: its bookkeeping is no part of any decision, and costs more than the step."""

from collections.abc import Awaitable, Callable
from typing import Any


class WithoutPrefect:
    """Stands where Prefect's task stands: does the step and nothing else."""

    def with_options(self, **_: Any) -> "WithoutPrefect":
        return self

    async def __call__(self, work: Callable[[], Awaitable[str]]) -> str:
        return await work()

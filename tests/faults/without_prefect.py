"""Prefect's task around an outward step, left out: its bookkeeping is no part of any decision, and costs more than the step."""

from collections.abc import Awaitable, Callable


class WithoutPrefect:
    """Stands where Prefect's task stands: does the step and nothing else."""

    async def __call__(self, _name: str, work: Callable[[], Awaitable[str]]) -> str:
        return await work()

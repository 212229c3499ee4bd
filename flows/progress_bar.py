"""How far a long round is, as a bar on the run's page in Prefect."""

from prefect.artifacts import acreate_progress_artifact, aupdate_progress_artifact

from flows.progress import Progress

_EVERY_PERCENT = 5


async def on_the_board(key: str, description: str) -> Progress:
    """A progress bar on the run's page in Prefect; told in steps of five per cent, for each telling is a request."""
    artifact = await acreate_progress_artifact(0.0, key=key, description=description)
    told = 0

    async def tell(done: int, of: int) -> None:
        nonlocal told
        percent = 100 * done // of
        if percent >= told + _EVERY_PERCENT or done == of:
            told = percent
            await aupdate_progress_artifact(artifact, float(percent))

    return tell

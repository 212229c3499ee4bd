"""How much all offices together may send through one platform's application: Prefect's server counts it for every worker.

A platform counts the requests of an application, not of an account, and many offices share one application.
"""

from collections.abc import Mapping
from http import HTTPStatus

from prefect.client.orchestration import PrefectClient, get_client
from prefect.exceptions import PrefectHTTPStatusError
from prefect.settings import PREFECT_API_URL

from language.say import later, t

_BEGINS = "tayang-semenit-"
_PAGE = 200
USED_UP = later("jatah bersama {platform} ({n} semenit) sedang habis; dikirim pada sapuan berikutnya")
NOT_COUNTED = later(
    "jatah bersama {platform} tidak terbaca di Prefect ({error}); jalankan `python -m flows.deploy` bila jatah ini baru"
)


async def ensure_shared_limits(client: PrefectClient, per_minute: Mapping[str, int]) -> None:
    """Tell the server of every limit, and take away those that are in the settings no more."""
    for platform, count in per_minute.items():
        await client.upsert_global_concurrency_limit_by_name(_name(platform), count, count / 60)
    known = await client.read_global_concurrency_limits(limit=_PAGE)
    wanted = {_name(platform) for platform in per_minute}
    for limit in known:
        if limit.name.startswith(_BEGINS) and limit.name not in wanted:
            await client.delete_global_concurrency_limit_by_name(limit.name)


async def why_wait(per_minute: Mapping[str, int], platform: str) -> str:
    """Why one more may not be sent on this platform now, "" if it may; what may be sent is counted.

    Asked once and not waited for: the next sweep asks again, and this one goes on with others. Without a Prefect server this
    process is alone, and the platform's own answer is heeded as ever.
    """
    count = per_minute.get(platform)
    if count is None or not PREFECT_API_URL.value():
        return ""
    try:
        async with get_client() as client:
            counted = (await client.increment_concurrency_slots([_name(platform)], 1, "rate_limit")).json()
    except PrefectHTTPStatusError as error:
        if error.response.status_code == HTTPStatus.LOCKED:
            return t(USED_UP, platform=platform, n=count)
        return t(NOT_COUNTED, platform=platform, error=error.response.status_code)
    except Exception as error:  # nothing may be lost by a limit that cannot be read: it is sent later
        return t(NOT_COUNTED, platform=platform, error=type(error).__name__)
    return "" if counted else t(NOT_COUNTED, platform=platform, error=t("belum dipasang"))


def _name(platform: str) -> str:
    return f"{_BEGINS}{platform}"

"""How much all offices together may send through one platform's application: Prefect's server counts it for every worker.

A platform counts the requests of an application, not of an account, and many offices share one application.
"""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from math import ceil

from prefect.client.orchestration import PrefectClient, get_client
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError
from prefect.settings import PREFECT_API_URL

from language.say import later, t

logger = logging.getLogger(__name__)
_BEGINS = "tayang-semenit-"
_PAGE = 200
USED_UP = later("jatah bersama {platform} ({n} semenit) sedang habis; dikirim pada sapuan berikutnya")
NOT_COUNTED = later(
    "jatah bersama {platform} tidak terbaca di Prefect ({error}); jalankan `python -m flows.deploy` bila jatah ini baru"
)


async def ensure_shared_limits(client: PrefectClient, per_minute: Mapping[str, int]) -> None:
    """Tell the server of every limit, and take away those that are in the settings no more.

    What may go out at once is a tenth of it and the rest comes back by the second: else the first minute would let out twice
    as much.
    """
    for platform, count in per_minute.items():
        await client.upsert_global_concurrency_limit_by_name(_name(platform), ceil(count / 10), count / 60)
    known = await client.read_global_concurrency_limits(limit=_PAGE)
    wanted = {_name(platform) for platform in per_minute}
    for limit in known:
        if limit.name.startswith(_BEGINS) and limit.name not in wanted:
            await client.delete_global_concurrency_limit_by_name(limit.name)


async def why_wait(per_minute: Mapping[str, int], platform: str) -> str:
    """Why one more may not be sent on this platform now, "" if it may; what may be sent is counted.

    Looked at first and taken only where there is one, because Prefect 3.8 begins to count back anew at each refusal: a limit
    that many ask for would never free up. Not waited for either: the next sweep asks again. Without a Prefect server this
    process is alone, and the platform's own answer is heeded as ever.
    """
    count = per_minute.get(platform)
    if count is None or not PREFECT_API_URL.value():
        return ""
    try:
        async with get_client() as client:
            known = await client.read_global_concurrency_limit_by_name(_name(platform))
            if known.active_slots >= known.limit:
                return t(USED_UP, platform=platform, n=count)
            await client.increment_concurrency_slots([known.name], 1, "rate_limit")
    except ObjectNotFound:
        return _not_counted(platform, t("belum dipasang"))
    except PrefectHTTPStatusError as error:  # another took the last one in between
        if error.response.status_code == HTTPStatus.LOCKED:
            return t(USED_UP, platform=platform, n=count)
        return _not_counted(platform, str(error.response.status_code))
    except Exception as error:  # nothing may be lost by a limit that cannot be read: it is sent later
        return _not_counted(platform, type(error).__name__)
    return ""


def _not_counted(platform: str, why: str) -> str:
    told = t(NOT_COUNTED, platform=platform, error=why)
    logger.warning("%s", told)
    return told


def _name(platform: str) -> str:
    return f"{_BEGINS}{platform}"

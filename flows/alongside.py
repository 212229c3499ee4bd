"""What is seen to alongside other work, which no trouble with it may stop."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from language.say import t

logger = logging.getLogger(__name__)


@contextmanager
def alongside(trouble: str, office: str) -> Iterator[None]:
    """Tell what goes wrong in the block and go on after it. `trouble`: the sentence with {office}, {kind} and {why}."""
    try:
        yield
    except Exception as error:
        logger.error(t(trouble, office=office, kind=type(error).__name__, why=error))  # noqa: TRY400  one line for people
        logger.debug(t("Rincian"), exc_info=True)

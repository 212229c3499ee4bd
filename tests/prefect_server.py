"""One Prefect server in memory for every test of a process that runs flows; Prefect is imported only where one is asked for."""

from collections.abc import Iterator
from pathlib import Path

import certifi
import pytest


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    from prefect.settings import (
        PREFECT_API_SSL_CERT_FILE,
        PREFECT_LOGGING_TO_API_ENABLED,
        PREFECT_SERVER_ANALYTICS_ENABLED,
        temporary_settings,
    )
    from prefect.testing.utilities import prefect_test_harness

    quiet = {
        PREFECT_SERVER_ANALYTICS_ENABLED: False,
        PREFECT_LOGGING_TO_API_ENABLED: False,
        PREFECT_API_SSL_CERT_FILE: str(_one_authority(tmp_path_factory.mktemp("prefect"))),
    }
    with temporary_settings(quiet), prefect_test_harness(server_startup_timeout=120):
        yield


def _one_authority(folder: Path) -> Path:
    """Whom Prefect's clients trust; they read it anew a dozen times a sweep, though this server speaks no TLS: one will do."""
    end = "-----END CERTIFICATE-----\n"
    file = folder / "satu.pem"
    file.write_text(Path(certifi.where()).read_text(encoding="utf-8").partition(end)[0] + end, encoding="utf-8")
    return file

"""Prefect's settings for one home, as environment variables. Imports no Prefect: they must stand before it is imported."""

from collections.abc import Mapping, MutableMapping
from pathlib import Path

from flows.serving import address, is_held, password, prefect_home

HOST = "127.0.0.1"
SILENT = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLIENT_METRICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
}
_QUICK_ON_SQLITE = {
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "25",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "25",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "25",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "100",
}
_KEPT_SMALL = {
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": "2592000",
    "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "P7D",
}
_OWN_SERVER = ("PREFECT_API_URL", "PREFECT_API_AUTH_STRING")


def quiet_settings(home: Path) -> dict[str, str]:
    """Prefect for one command: nothing leaves the house, everything is kept inside the home.

    While `tayang serve` runs for this home, the command joins its server, so that an admin sees the run and the
    admin's pause holds for it too.
    """
    folder = prefect_home(home)
    quiet = SILENT | {
        "PREFECT_HOME": str(folder),
        "PREFECT_RESULTS_LOCAL_STORAGE_PATH": str(folder / "storage"),
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_EXTRA_LOGGERS": "flows,publishing",
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
    }
    if is_held(home) and (url := address(home)):
        quiet |= {"PREFECT_API_URL": f"{url}/api", "PREFECT_API_AUTH_STRING": password(home)}
    return quiet


def serving_settings(home: Path, port: int) -> dict[str, str]:
    """Prefect for `tayang serve`: its server, its worker and the watcher."""
    secret = password(home)
    return quiet_settings(home) | _QUICK_ON_SQLITE | _KEPT_SMALL | {
        "PREFECT_API_URL": f"http://{HOST}:{port}/api",
        "PREFECT_API_AUTH_STRING": secret,
        "PREFECT_SERVER_API_AUTH_STRING": secret,
        "PREFECT_SERVER_API_HOST": HOST,
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_UI_API_URL": "/api",
        "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": f"http://{HOST}:{port}",
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{prefect_home(home) / 'prefect.db'}",
        "PREFECT_WORKER_QUERY_SECONDS": "2",
        "PREFECT_LOGGING_SERVER_LEVEL": "WARNING",
    }  # fmt: skip


def apply_settings(settings: Mapping[str, str], environ: MutableMapping[str, str]) -> None:
    """Set them, before Prefect is imported; a Prefect server that the admin named in the environment stays the one used."""
    own = bool(environ.get("PREFECT_API_URL"))
    environ.update({name: value for name, value in settings.items() if not (own and name in _OWN_SERVER)})

"""Reader counts of Instagram and Threads: one metric under the service's own name, the others beside it."""

from collections.abc import Sequence
from contextlib import suppress

from connectors.contract import ConnectorError, Link, ReaderCount, Refused
from connectors.facebook_graph import GraphClient


def readers_of(graph: GraphClient, link: Link, metric: str, others: Sequence[str], told: str) -> ReaderCount:
    """A metric that the service has retired, or does not report yet, is None with the reason, and spoils no other."""
    name, counts = graph.service.name, dict[str, int | None]()
    try:
        value = _insights(graph, link, [metric]).get(metric)
    except Refused:
        return ReaderCount(None, metric, "api", 0.0, f"{name} tidak lagi memberikan ukuran {metric}.")
    except ConnectorError as error:
        return ReaderCount(None, metric, "api", 0.0, str(error))
    with suppress(ConnectorError):
        seen = _insights(graph, link, others)
        counts = {other: seen.get(other) for other in others}
    if value is None:
        return ReaderCount(None, metric, "api", 0.0, f"{name} belum melaporkan {metric} kiriman ini.", counts)
    return ReaderCount(value, metric, "api", 0.9, told, counts)


def _insights(graph: GraphClient, link: Link, metrics: Sequence[str]) -> dict[str, int]:
    rows = graph.connection(link.remote_id, "insights", metric=",".join(metrics)).get("data")
    found: dict[str, int] = {}
    for row in rows if isinstance(rows, list) else []:
        values = [one.get("value") for one in row.get("values", [])] or [(row.get("total_value") or {}).get("value")]
        if isinstance(values[-1], int):
            found[str(row.get("name"))] = values[-1]
    return found

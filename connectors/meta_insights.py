"""Reader counts of Meta's services: one metric under the service's own name, the others beside it.

Graph refuses a call as a whole for one name that it has retired, so a refused call is asked again name by name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connectors.contract import ConnectorError, Link, ReaderCount, Refused
from connectors.facebook_graph import GraphClient
from language.say import t


@dataclass(frozen=True)
class Insights:
    """What each metric says, None where nothing is reported, and which of them the service no longer knows."""

    counts: Mapping[str, int | None]
    retired: frozenset[str] = frozenset()


def readers_of(graph: GraphClient, link: Link, metric: str, others: Sequence[str], told: str) -> ReaderCount:
    """A metric that the service has retired, or does not report yet, is None with the reason, and spoils no other."""
    try:
        return told_readers(graph, insights_of(graph, link.remote_id, (metric, *others)), metric, told)
    except ConnectorError as error:
        return ReaderCount(None, metric, "api", 0.0, str(error))


def told_readers(graph: GraphClient, seen: Insights, metric: str, told: str) -> ReaderCount:
    """One metric as the count, every other one beside it."""
    name, value = graph.service.name, seen.counts.get(metric)
    others = {other: count for other, count in seen.counts.items() if other != metric}
    if metric in seen.retired:
        return ReaderCount(
            None, metric, "api", 0.0, t("{name} tidak lagi memberikan ukuran {metric}.", name=name, metric=metric), others
        )
    if value is None:
        return ReaderCount(
            None, metric, "api", 0.0, t("{name} belum melaporkan {metric} kiriman ini.", name=name, metric=metric), others
        )
    return ReaderCount(value, metric, "api", 0.9, told, others)


def insights_of(graph: GraphClient, post: str, metrics: Sequence[str]) -> Insights:
    """Every metric of a post in one call, or one at a time where that call is refused. Raises ConnectorError."""
    try:
        found = _asked(graph, post, metrics)
        return Insights({metric: found.get(metric) for metric in metrics})
    except Refused:
        return _one_at_a_time(graph, post, metrics)


def _one_at_a_time(graph: GraphClient, post: str, metrics: Sequence[str]) -> Insights:
    """Only an error at the first and foremost metric is raised; one at a later metric ends the asking."""
    counts: dict[str, int | None] = dict.fromkeys(metrics)
    retired = set[str]()
    for metric in metrics:
        try:
            counts[metric] = _asked(graph, post, [metric]).get(metric)
        except Refused:
            retired.add(metric)
        except ConnectorError:
            if metric == metrics[0]:
                raise
            break
    return Insights(counts, frozenset(retired))


def _asked(graph: GraphClient, post: str, metrics: Sequence[str]) -> dict[str, int]:
    rows = graph.connection(post, "insights", metric=",".join(metrics)).get("data")
    found: dict[str, int] = {}
    for row in rows if isinstance(rows, list) else []:
        values = [one.get("value") for one in row.get("values", [])] or [(row.get("total_value") or {}).get("value")]
        if isinstance(values[-1], int):
            found[str(row.get("name"))] = values[-1]
    return found

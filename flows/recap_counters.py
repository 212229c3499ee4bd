"""Which of a publication's readings are of one counter, and where a person says that another one took over."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flows.reader_events import counter_events
from ledger.chain import instant
from ledger.reader_events import ReaderEvent
from readership.analytics import GoatCounter, Jetpack, Matomo, Plausible, Umami
from readership.events import CounterEvent, EventKind
from readership.ga4 import Ga4
from reports.labels import METRICS

BY_HAND = "manual"
_OF_PAGES = frozenset({"dibaca", *(one.metric for one in (Matomo, Plausible, Umami, GoatCounter, Ga4))})
_ASKED_OF_WEBSITES = frozenset({Jetpack.name})
"""Sources that call what they count on a website as others call what they count elsewhere."""
_Kind = tuple[str, str]


@dataclass(frozen=True)
class OneCounter:
    """The readings that count, under the source and metric of the last of them. `switched`: others were left out."""

    readings: Sequence[Any]
    source: str
    metric: str
    switched: bool
    events: tuple[CounterEvent, ...]

    @property
    def is_of_pages(self) -> bool:
        """Whether it counts how often pages of a website are read, as far as its own name tells."""
        return self.metric in _OF_PAGES or self.source in _ASKED_OF_WEBSITES


def one_counter(sure: Sequence[Any], said: Sequence[ReaderEvent]) -> OneCounter:
    """One source and one metric; another source only from where a person said that it took over, and only of the same measure."""
    events = counter_events(said)
    kind = _main([r for r in sure if not _from(r, _first_change(events))]) or _main(sure)
    kept, others = [r for r in sure if _kind(r) == kind], [event for event in events if not _changes(event)]
    for event in sorted(filter(_changes, events), key=lambda one: one.since):
        newer = _main([r for r in sure if _from(r, event)])
        if newer is None or newer == kind:
            continue
        after = [r for r in sure if _from(r, event) and _kind(r) == newer]
        border = instant(after[0].observed_at)
        before = [r for r in kept if instant(r.observed_at) < border] if _same_measure(kind, newer) else []
        kept = [*before, *after]
        others.append(CounterEvent(event.kind, border, border, event.count))
        kind = newer
    source, metric = kind or ("", "")
    switched = bool({_kind(r) for r in sure} - {_kind(r) for r in kept})
    return OneCounter(kept, source, metric, switched, tuple(others))


def as_last_typed(readings: Sequence[Any]) -> list[Any]:
    """The readings without the counts of a person who typed another one for the same day later: that is how a slip is mended."""
    last = {r.local_date: r.seq for r in sorted(readings, key=lambda r: r.seq) if r.source == BY_HAND}
    return [r for r in readings if r.source != BY_HAND or last[r.local_date] == r.seq]


def _first_change(events: Sequence[CounterEvent]) -> CounterEvent | None:
    return min(filter(_changes, events), key=lambda one: one.since, default=None)


def _changes(event: CounterEvent) -> bool:
    return event.kind is EventKind.SOURCE_CHANGE


def _from(reading: Any, event: CounterEvent | None) -> bool:
    return event is not None and instant(reading.observed_at) >= event.since


def _same_measure(one: _Kind | None, other: _Kind) -> bool:
    return one is not None and METRICS.get(one[1], one[1]) == METRICS.get(other[1], other[1])


def _kind(reading: Any) -> _Kind:
    return reading.source, reading.metric


def _main(readings: Sequence[Any]) -> _Kind | None:
    """The source and metric of most readings; of equals the newest."""
    kinds = [_kind(r) for r in readings]
    held = Counter(kinds)
    return max(reversed(kinds), key=held.__getitem__, default=None)

"""`python -m bench [rate|links|recap …]`: measure, print one table; exit 1 only if the work itself was wrong."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from bench import links, rate, recap, scan, service
from bench.figures import Figure, WrongWork, show

PARTS: Mapping[str, Callable[[Path], list[Figure]]] = {
    "rate": rate.measure,
    "seconds": service.seconds,
    "scan": scan.measure,
    "memory": service.memory,
    "links": links.measure,
    "recap": recap.measure,
}


def main(wanted: list[str]) -> int:
    if unknown := set(wanted) - PARTS.keys():
        print(f"unknown part: {', '.join(sorted(unknown))}; there are: {', '.join(PARTS)}", file=sys.stderr)
        return 2
    print(service.machine())
    figures: list[Figure] = []
    place = Path(tempfile.mkdtemp(prefix="tayang-bench-"))
    try:
        for part in wanted or PARTS:
            print(f"measuring: {part} …", file=sys.stderr, flush=True)
            (place / part).mkdir()
            figures += PARTS[part](place / part)
    except (WrongWork, AssertionError) as wrong:
        print(f"the work was wrong: {wrong}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(place, ignore_errors=True)
        show(figures)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

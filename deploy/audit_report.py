"""Tells what pip-audit found: `python deploy/audit_report.py LOCK REPORT`.

Status 0: all was asked and nothing is known; 1: something is known; 2: something was not asked, and nothing is known of it.
"""

import json
import sys
from pathlib import Path

SHOWN = 5
"""Of what the service did not know so many are named; where it knew nothing at all, it was none that can be asked."""


def main() -> int:
    lock, report = sys.argv[1], json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    found, left_out = [], []
    for one in report["dependencies"]:
        if "skip_reason" in one:
            left_out.append(f"{one['name']}: {one['skip_reason']}")
        for fault in one.get("vulns", ()):
            mended = ", ".join(fault.get("fix_versions", ())) or "no mended version yet"
            found.append(
                f"{one['name']} {one['version']}: {fault['id']} ({', '.join(fault.get('aliases', ()))}); mended in: {mended}"
            )
    asked = len(report["dependencies"]) - len(left_out)
    lines = [f"{lock}: {asked} asked, {len(found)} known vulnerabilities", *(f"  {line}" for line in found)]
    lines += [f"  NOT AUDITED {line}" for line in left_out[:SHOWN]]
    lines += [f"  NOT AUDITED: {len(left_out) - SHOWN} more" for _ in left_out[SHOWN : SHOWN + 1]]
    sys.stdout.write("\n".join(lines) + "\n")
    if found:
        return 1
    return 2 if left_out or not asked else 0


if __name__ == "__main__":
    sys.exit(main())

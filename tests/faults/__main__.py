"""`python -m tests.faults`: the fault laboratory. Prints one table; the exit status is 0 only if every promise was kept.

kills, disk or power: every effect of a publication instead, killed, refused by the disk, or undone by a power cut

--seeds N    so many worlds for each member (10,000; on the real WordPress 300)
--member M   only this one: a member of the practice town, wordpress, or NAME-film: a package with a film
--seed K     only this world, with every request and every step shown
--profile P  all, beyond or redirects
--keep DIR   keep every hundred worlds in DIR and go on there another time; only for a laboratory that has not changed

`python -m tests.faults workers`: 200 packages and two workers that race for them, 50 seeds (--seeds, --packages, --member).
"""

import argparse
import sys
from pathlib import Path

from tests.faults import at, campaign, disk, kills, one_seed, points, power, workers
from tests.faults.kept import Kept
from tests.faults.schedule import PROFILES

MEMBERS = at.everybody()
EVERY_EFFECT = {"kills": kills.campaign, "disk": disk.campaign, "power": power.campaign}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="Laboratorium gangguan tayang.")
    parser.add_argument("what", nargs="?", choices=("worlds", "workers", *EVERY_EFFECT), default="worlds")
    parser.add_argument("--packages", type=int, default=workers.PACKAGES)
    parser.add_argument("--seeds", type=int)
    parser.add_argument("--member", choices=MEMBERS, action="append")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--profile", choices=sorted(PROFILES), default="all")
    parser.add_argument("--jobs", type=int, default=0)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    if options.what == "workers":
        return workers.run(options.member or ("site", "graph"), options.seeds or workers.SEEDS, options.packages)
    if options.what in EVERY_EFFECT:
        return EVERY_EFFECT[options.what](options.member or points.MEMBERS, jobs=options.jobs)
    members = options.member or [m for m in MEMBERS if m not in at.ELSEWHERE or not campaign.lacks_wordpress()]
    if options.seed is not None:
        return one_seed.show(members[0], options.seed, options.profile)
    kept = Kept(options.keep)
    tables = [campaign.run(member, options.seeds or 10_000, options.profile, options.jobs, kept) for member in members]
    print(campaign.table(tables))
    return 0 if all(table.kept for table in tables) else 1


if __name__ == "__main__":
    sys.exit(main())

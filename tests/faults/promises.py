"""What a test asks of one world: every promise kept, or the command that tells its story."""

from tests.faults.invariants import judge
from tests.faults.schedule import Seeded
from tests.faults.world import Laboratory


def kept_in(bench: Laboratory, seed: int) -> None:
    """Live through the seed's world; fails with the first promise that was broken."""
    end = bench.live(seed, Seeded(seed))
    judged = judge(end)
    told = f"python -m tests.faults --member {bench.stand.called} --seed {seed}"
    assert (judged.broken, judged.crashes) == ((), ()), told
    assert (judged.lost, judged.false_live, judged.false_failed) == (False, False, False), told
    assert judged.duplicates == 0 or judged.own_double, told
    assert not judged.over, told
    bench.forget(end)

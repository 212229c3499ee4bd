"""A slice of the fault laboratory on a real WordPress; `make faults` runs 300 of these worlds."""

import pytest

from tests.faults.campaign import lacks_wordpress, open_bench
from tests.faults.promises import kept_in

pytestmark = pytest.mark.wordpress
SEEDS = range(12)


def test_whatever_breaks_the_site_shows_the_post_once() -> None:
    if lacking := lacks_wordpress():
        pytest.skip("needs the Debian packages " + " ".join(lacking))
    with open_bench("wordpress") as bench:
        for seed in SEEDS:
            kept_in(bench, seed)

"""The mix of addresses that the link bench asks for; known to who serves them and to who judges them."""

URLS, HOSTS = 5_000, 10
MIX = (("ok", 80), ("moved", 8), ("gone", 5), ("error", 2), ("soft", 3), ("slow", 2))
TITLE = "Rapat Pleno Terbuka Nomor {}"


def kind_of(number: int) -> str:
    """Which of the mix an address is; spread evenly, the same in every run."""
    at = number * 37 % 100
    for kind, share in MIX:
        if at < share:
            return kind
        at -= share
    raise AssertionError(number)


def number_of(number: int) -> str:
    """How the number stands in address and title: always as long, so that an answer is."""
    return f"{number:05}"

"""How much longer than others a large request may take, the same for who sends it and for who holds the right to send it."""

PROMPT = 16 * 2**20
SLOWEST = 256 * 2**10
"""Bytes a second: the slowest line on which an office can still send a film."""


def extra_seconds(size: int) -> float:
    """What a request with so many bytes is given on top of the deadline that all have; small ones get nothing."""
    return size / SLOWEST if size > PROMPT else 0.0

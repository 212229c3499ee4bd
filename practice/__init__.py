"""A town to practise in, on loopback: a website with a reader counter and stand-ins for the platforms."""

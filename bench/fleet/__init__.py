"""A nation's day on real parts: how soon everything is proved, what it costs, and where it bends."""

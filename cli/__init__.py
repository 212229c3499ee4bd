"""The front door: `tayang …`."""

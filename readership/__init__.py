"""Counts readers honestly: sources, numbers as pages print them, monthly gains; unknown is never 0."""

"""The truth: every entry appended, chained per office, never rewritten."""

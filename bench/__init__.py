"""What tayang costs, measured side by side in one run."""

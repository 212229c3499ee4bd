"""Settings and office files as data; imports no other room."""

"""Pages as Indonesian offices' websites show them, by table: a site's frame, and what it shows about its readers."""

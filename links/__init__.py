"""Judge a public page as the public sees it, and keep a copy of it."""

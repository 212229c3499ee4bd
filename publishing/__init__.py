"""Takes one publication from planned to verified; alone decides what to do after an unclear answer."""

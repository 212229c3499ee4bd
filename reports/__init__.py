"""What people sign and file: recap, link record, board."""

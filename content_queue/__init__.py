"""What was approved: the package format, the queue folder, admission, the disposition sheet, the schema of SOP profiles."""

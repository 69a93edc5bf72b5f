"""The settings that organisers change on a page, with who changed what, and undo."""

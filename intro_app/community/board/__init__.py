"""The board of gives and asks."""

"""The community: circles with threads, gatherings, the board of gives and asks, and a weekly digest."""

"""The community: circles with their threads, gatherings, the board of gives and asks, and a weekly digest."""

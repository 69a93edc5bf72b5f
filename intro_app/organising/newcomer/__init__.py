"""The site as somebody sees it who has just joined: a made-up person, of whom nothing is kept."""

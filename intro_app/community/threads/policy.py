"""How much one member may write: on the pages and by e-mail together."""

POSTS = "40/hour;200/day"

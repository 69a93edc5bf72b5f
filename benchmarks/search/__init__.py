"""How long searches take, and a connector's week of suggestions, on a small site and on a large one."""

"""How members relate to each other: directory, acquaintances, blocks, visibility and reach."""

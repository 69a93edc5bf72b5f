"""Coming in: the gate, and the ways through it. It stands above people and tells trust who brought whom."""

"""The pass for an evening: a door that staff open for the people in one room, until a time."""

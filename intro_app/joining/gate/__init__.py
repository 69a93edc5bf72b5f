"""The gate: who may join at once, who is read by staff first, and who not now."""

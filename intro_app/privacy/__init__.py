"""My data is mine: leave, take it along, change the address, see who looked. The feature that knows all."""

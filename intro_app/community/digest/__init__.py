"""The weekly digest: what is new in circles, at gatherings and on the board."""

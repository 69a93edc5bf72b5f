"""The index by which members are found: their words, and where on the wheel each word is."""

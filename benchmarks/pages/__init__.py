"""What the pages cost that people open most, by the number of members."""

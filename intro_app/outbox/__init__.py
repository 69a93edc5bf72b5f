"""E-mail that belongs to a change: posted with it, kept with it, sent once it is kept."""

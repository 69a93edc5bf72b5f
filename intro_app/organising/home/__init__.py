"""The front page of staff: what waits for them, and the pages that their rights open."""

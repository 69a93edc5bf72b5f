"""What a monitor reads: how many requests, how long they took, and whether the worker keeps up."""

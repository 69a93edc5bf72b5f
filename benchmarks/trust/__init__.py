"""Does the trust score warn early, hold against attacks, and stay cheap? Run `python -m benchmarks.trust`."""

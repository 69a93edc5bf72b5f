"""Pages elsewhere that a member says are theirs, and that name the member's profile in return.

The worker opens them, never a request, and only on public addresses (`fetching`).
"""

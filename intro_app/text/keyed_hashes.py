"""Keyed hashes that outlive their key: under a new key the stored hash itself is hashed again.

So nothing has to be known of what was hashed, least of all an address that was erased. Whoever has the older
key and not the newer one can try nothing.
"""

import hmac


def keyed_hash(said: str, key: str) -> str:
    """Return HMAC-SHA-256 in hexadecimal digits; of several keys, with commas between, one over the other."""
    for one in key.split(","):
        said = hmac.new(one.encode(), said.encode(), "sha256").hexdigest()
    return said

"""Tokens that are nearly right: every way in which a copy, a mail program or a forger may change one."""

import re
import string

# Such a token reaches the site in a path as it is.
FIXED_BY_NOBODY = re.compile(r"[A-Za-z0-9_.=~-]+")

_ALPHABET = string.ascii_letters + string.digits + "-_"


def respelled(token: str, count: int) -> list[str]:
    """At least so many different damaged spellings, those that itsdangerous itself would accept first."""
    found = dict.fromkeys([*_tolerated(token), *_cut(token), *_odd(token)])
    for step in range(1, len(_ALPHABET)):
        for place in range(len(token)):
            found[_turned(token, place, step)] = None
        if len(found) > count + 1:
            break
    found.pop(token, None)
    return list(found)


def _tolerated(token: str) -> list[str]:
    """The last letter has spare bits; padding may follow; letters of no alphabet are passed over."""
    last = [token[:-1] + letter for letter in _ALPHABET]
    padded = [token + tail for tail in ("=", "==", "==junk", "=" * 40)]
    strewn = [token[:place] + "é" + token[place:] for place in (len(token) - 3, len(token) - 20)]
    swapped = [token.replace("-", "+").replace("_", "/"), token.replace("_", "/"), token.replace("-", "+")]
    return [*last, *padded, *strewn, *swapped]


def _cut(token: str) -> list[str]:
    return [token[:length] for length in range(len(token))] + [
        token[start:] for start in range(1, len(token))
    ]


def _odd(token: str) -> list[str]:
    head, _dot, tail = token.rpartition(".")
    # No NUL is added: it is removed from all input (web/incoming.py), so the token would be the same.
    return [
        *(token + more for more in (".", "..", " ", "\n", "%00", "a", "é", "'", '"><script>', "/", "?a=b")),
        *(more + token for more in (".", " ", "a", "/")),
        f"{tail}.{head}",
        f"{head}.",
        f".{tail}",
        f"{head}{tail}",
        f"{head}.{tail}.{tail}",
        f"{token}.{token}",
        token.upper(),
        token.lower(),
        token.swapcase(),
        token[::-1],
        "",
        "null",
        "0",
        "-",
        "1" * 85,
        "A" * 5000,
        f"{head[::-1]}.{tail}",
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        "٣" * 85,
    ]


def _turned(token: str, place: int, step: int) -> str:
    old = token[place]
    new = _ALPHABET[(_ALPHABET.find(old) + step) % len(_ALPHABET)]
    return token[:place] + new + token[place + 1 :]

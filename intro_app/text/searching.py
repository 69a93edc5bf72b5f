"""Find a name by a part of it, whatever its case and accents."""

from unicodedata import combining, normalize


def folded(text: str) -> str:
    """Return a text without case and accents, for comparing: "Zoë" as "zoe"."""
    return "".join(sign for sign in normalize("NFKD", text.casefold()) if not combining(sign))


def is_found(name: str, typed: str) -> bool:
    """Whether every word of what was typed occurs in the name; True when nothing was typed."""
    looked_in = folded(name)
    return all(word in looked_in for word in folded(typed).split())

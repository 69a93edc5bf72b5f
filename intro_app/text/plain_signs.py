"""Signs as a keyboard for English has them: what codes and numbers are read in."""

from unicodedata import category, decimal


def plain_sign(char: str) -> str:
    """Return a digit of any script in ASCII, a dash or minus as a hyphen; "" for an invisible sign."""
    kind = category(char)
    if kind == "Nd":
        return str(decimal(char))
    if kind == "Pd" or char == "\u2212":
        return "-"
    return "" if kind in {"Cf", "Cc"} and not char.isspace() else char

"""Names of files that people take away: as they are, and in the plain letters that every program reads."""

import re
from unicodedata import combining, normalize
from urllib.parse import quote

_SEPARATE = re.compile(r"[^A-Za-z0-9]+")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff/\\:*?\"<>|]+")
LONGEST = 60


def file_name(words: str, ending: str) -> str:
    """A name made of somebody's words, such as `Jörg Weiß.vcf`; `contact.vcf` where nothing of them is left."""
    stem = " ".join(_UNSAFE.sub(" ", words).split())[:LONGEST].strip(" .")
    return f"{stem or 'contact'}.{ending}"


def plain_file_name(name: str) -> str:
    """The same name in ASCII letters, for programs that read no others; `file` where no letter is left of it."""
    stem, _dot, ending = name.rpartition(".")
    bare = "".join(letter for letter in normalize("NFKD", stem) if not combining(letter))
    plain = _SEPARATE.sub("-", bare.encode("ascii", "ignore").decode()).strip("-")
    return f"{plain or 'file'}.{ending}"


def disposition(name: str) -> str:
    """The value of Content-Disposition for a file to keep: the real name, and the plain one for older programs."""
    plain = f'filename="{plain_file_name(name)}"'
    if plain == f'filename="{name}"':
        return f"attachment; {plain}"
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}; {plain}"  # the first is read by what reads one only

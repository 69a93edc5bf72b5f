"""Names of files to download: in full, and in ASCII for programs that read nothing else."""

import re
from unicodedata import combining, normalize
from urllib.parse import quote

_SEPARATE = re.compile(r"[^A-Za-z0-9]+")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff/\\:*?\"<>|]+")
LONGEST = 60


def file_name(words: str, ending: str) -> str:
    """Return a file name from somebody's words, such as `Jörg Weiß.vcf`; `contact.vcf` if none are usable."""
    stem = " ".join(_UNSAFE.sub(" ", words).split())[:LONGEST].strip(" .")
    return f"{stem or 'contact'}.{ending}"


def plain_file_name(name: str) -> str:
    """Return the name in ASCII, for programs that read nothing else; a stem without letters is `file`."""
    stem, _dot, ending = name.rpartition(".")
    bare = "".join(letter for letter in normalize("NFKD", stem) if not combining(letter))
    plain = _SEPARATE.sub("-", bare.encode("ascii", "ignore").decode()).strip("-")
    return f"{plain or 'file'}.{ending}"


def disposition(name: str) -> str:
    """Return the value of Content-Disposition: the real name, and the ASCII name for older programs."""
    plain = f'filename="{plain_file_name(name)}"'
    if plain == f'filename="{name}"':
        return f"attachment; {plain}"
    # The real name comes first, for programs that read only one of them.
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}; {plain}"

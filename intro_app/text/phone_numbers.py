"""Find telephone numbers in a text, but not years, prices and amounts."""

import re

from phonenumbers import Leniency, PhoneNumberMatcher

# The regions in which a number without a country code is looked up.
_REGIONS = (
    "US",
    "GB",
    "DE",
    "FR",
    "ES",
    "IT",
    "AT",
    "CH",
    "NL",
    "BE",
    "PT",
    "SE",
    "NO",
    "DK",
    "FI",
    "PL",
    "CZ",
    "IE",
    "GR",
    "TR",
    "IL",
    "IN",
    "PK",
    "CN",
    "JP",
    "KR",
    "BR",
    "MX",
    "AR",
    "CO",
    "ZA",
    "NG",
    "KE",
    "EG",
    "AU",
    "NZ",
    "SG",
    "ID",
)
_FEWEST = 7
# How many runs of digits that are not a number are tried in each region: a thousand of them took 1.5 seconds.
_MOST_TRIES = 12

_DIGITS = r"\+?\(?\d(?:[ ().\-/]{0,2}\d){%d,}"
_SAID = re.compile(
    r"(?:\b(?:call|ring|phone|text|sms|dial|tel|telephone|telefon|tel[eé]fono|handy|mobile|mobil|m[oó]vil"
    r"|cell|whatsapp|signal|fon|fax|my number|meine nummer|mi n[uú]mero|reach me|anrufen|llama(?:me)?)\b"
    r"|[☎☏✆📞📱📲])"
    r"[^\d\n+(]{0,20}(" + _DIGITS % (_FEWEST - 2) + ")",
    re.IGNORECASE,
)
_ABROAD = re.compile(r"(?<![\w.,])(?:\+|00)[ (]?[1-9]" + r"(?:[ ().\-/]{0,3}\d){7,14}(?!\d)")
_LONG = re.compile(r"(?<![\w.,\-#€$£])\(?0\d" + r"(?:[ ().\-/]{0,2}\d){7,12}(?![\w%])")

_ORCID = re.compile(r"(?<![\w-])\d{4}-\d{4}-\d{4}-\d{3}[\dXx](?![\w-])")

# Runs with as many digits as a telephone number that are none.
_THOUSANDS = re.compile(r"\d{1,3}(?:[ .,'’]\d{3})+(?:[.,]\d{1,2})?")
_DATES = re.compile(
    r"(?:\d{4}[\-/.]\d{1,2}[\-/.]\d{1,2}|\d{1,2}[\-/.]\d{1,2}[\-/.](?:\d{4}|\d{2})|(?:19|20)\d\d)"
    r"(?:\s*(?:[\-–/,]|to|T)\s*(?:\d{4}[\-/.]\d{1,2}[\-/.]\d{1,2}|(?:19|20)\d\d|\d{2}))*"
)
_ROWS = re.compile(r"[\d.]+(?:/[\d.]+){2,}")
_TIMES = re.compile(r"\d{1,2}[.:]\d{2}\s?[\-–]\s?\d{1,2}[.:]\d{2}|(?:19|20)\d{6}")
_COUNTED_BEFORE = re.compile(
    r"(?:[€$£¥#№%]|\b(?:EUR|USD|GBP|CHF|ISBN(?:-1[03])?:?|ISSN:?|arXiv:?|No\.?|Nr\.?|DOI:?|RFC)) ?$",
    re.IGNORECASE,
)
_COUNTED_AFTER = re.compile(
    r" ?(?:[€$£¥%]|(?:EUR|USD|GBP|CHF|euros?|dollars?|pounds?|people|members|users|miles|km|hours|lines)\b)",
    re.IGNORECASE,
)


def number_in(text: str) -> str | None:
    """Return the first telephone number in a text as it is written there, or None."""
    text = _ORCID.sub(_without_an_identifier, text)
    if sum(char.isdigit() for char in text) < _FEWEST - 1:
        return None
    return _said(text) or _spelled_out(text) or _known(text)


def _without_an_identifier(row: re.Match[str]) -> str:
    """Return spaces if the digits are an ORCID, by its check digit (ISO 7064, MOD 11-2), else the digits."""
    *digits, last = list(row[0].replace("-", ""))
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    return " " * len(row[0]) if "0123456789X"[(12 - total % 11) % 11] == last.upper() else row[0]


def _said(text: str) -> str | None:
    for said in _SAID.finditer(text):
        if not _is_a_time(said[1].strip()) and not _is_counted(text, *said.span(1)):
            return said[1]
    return None


def _spelled_out(text: str) -> str | None:
    for pattern in (_ABROAD, _LONG):
        for match in pattern.finditer(text):
            if not _is_something_else(text, *match.span()):
                return match[0].strip()
    return None


def _known(text: str) -> str | None:
    for region in _REGIONS:
        for match in PhoneNumberMatcher(text, region, leniency=Leniency.VALID, max_tries=_MOST_TRIES):
            if not _is_something_else(text, match.start, match.end):
                return str(match.raw_string)
    return None


def _is_something_else(text: str, start: int, end: int) -> bool:
    piece = text[start:end].strip()
    a_count = _THOUSANDS.fullmatch(piece) or _ROWS.fullmatch(piece)
    return _is_a_time(piece) or bool(a_count) or _is_counted(text, start, end)


def _is_a_time(piece: str) -> bool:
    return bool(_DATES.fullmatch(piece) or _TIMES.fullmatch(piece))


def _is_counted(text: str, start: int, end: int) -> bool:
    return bool(_COUNTED_BEFORE.search(text, max(0, start - 20), start) or _COUNTED_AFTER.match(text, end))

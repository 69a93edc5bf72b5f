"""Undo disguises of contact details: `ana (at) example dot com` becomes `ana@example.com`.

Only spellings that people use to avoid detection are rewritten. The result is only searched for contact
details, never shown as somebody's text.
"""

import re
from html import unescape
from unicodedata import category, normalize

# Letters of other alphabets that look like Latin ones, and those Latin ones.
_LOOKALIKES = str.maketrans("аеорсухіѕјкмтвнԁɡոօνορτικ", "aeopcyxisjkmtbhdgnovoptik")
_WORD = re.compile(r"[^\W\d_]+")

_SPOKEN = {
    "0": "zero oh null cero zéro",
    "1": "one eins uno un",
    "2": "two zwei zwo dos deux",
    "3": "three drei tres trois",
    "4": "four vier cuatro quatre",
    "5": "five fünf cinco cinq",
    "6": "six sechs seis",
    "7": "seven sieben siete sept",
    "8": "eight acht ocho huit",
    "9": "nine neun nueve neuf",
}
_NUMBER_WORDS = {word: digit for digit, words in _SPOKEN.items() for word in words.split()}
_NUMBER_WORD = rf"(?:(?:double|triple)[ -]+)?(?:{'|'.join(sorted(_NUMBER_WORDS, key=len, reverse=True))}|\d+)"
_NUMBER_WORD_RUN = re.compile(rf"\b{_NUMBER_WORD}(?:[ ,\-]{{1,2}}{_NUMBER_WORD}){{5,}}\b", re.IGNORECASE)

_FEWEST_SPOKEN = 3

# Six or more single characters separated by spaces: `a n a @ x . o r g`, `0 1 7 0 1 2 3`.
_SPACED_OUT = re.compile(r"(?<!\S)\S(?: \S){5,}(?!\S)")

# Words that come before "at" in sentences about a place and are nobody's mailbox.
NO_MAILBOX = (
    r"(?:work|works|worked|working|look|looks|looked|looking|are|is|am|was|were|be|been|and|or|also|it|me|us"
    r"|them|here|team|people|staff|job|jobs|manager|engineers?|colleagues?|friends?|page|site|online|meet"
    r"|found|find|available)\b"
)
_DOMAIN = r"(?:[\w\-]+\.)+[a-z]{2,}\b"
_DOT = r"(?:dot|punkt|punto|ponto|d0t)"
_AT = r"(?:at|arroba|ät|aet|chez)"
_GAP = r"[ _*~|\-]{1,3}"
# Domain endings that are hardly ever an ordinary word after the word `dot`.
_ENDINGS = r"(?:com|org|net|edu|gov|info|biz|io|de|uk|co|eu|fr|ch|nl|dev|app|ai|me|es|at|se|br|ca|au|us|in)"
_BARE_ENDINGS = r"(?:com|org|net|edu|info|io|de|co|uk)"

# Words before "dot com" as in "the dot com boom", which is not an address.
_BOOM = r"(?:the|a|an|of|early|late|first|old|every|in|our)\b"

_STEPS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), to)
    for pattern, to in (
        (r"%40", "@"),
        (r"%2e", "."),
        (r"\bh(?:xx|\*\*|tt)p(s?)\s*[:;]?\s*/\s*/\s*", r"http\1://"),
        (r"\bwww\s*(?:\.|,| dot )\s*", "www."),
        (rf"\s*[\[({{<]\s*(?:{_AT}|a|@)\s*[\])}}>]\s*", "@"),
        (rf"\s*[\[({{<]\s*(?:{_DOT}|point|\.)\s*[\])}}>]\s*", "."),
        (rf"\b(?!{_BOOM})([\w\-]+?){_GAP}{_DOT}{_GAP}(?={_ENDINGS}\b)", r"\1."),
        (rf"(?<=\w){_GAP}{_DOT}{_GAP}(?=[\w\-]+\.{_ENDINGS}\b)", "."),
        (rf"(?<=\w){_GAP}point{_GAP}(?=(?:com|org|net|fr)\b)", "."),
        (rf"(?<=[a-z0-9]) ?\. (?={_BARE_ENDINGS}(?:$|[\s/,!?)]))(?<=\s\. )", "."),
        (r"(?<=[a-z0-9]) \.(?=(?-i:com|org)\b)", "."),
        (r"(?<=[a-z0-9])[.,] ?(?=(?-i:com|org)(?:$|[\s/,!?).]))", "."),
        (r"\s+(?:slash|/)\s+", "/"),
        (rf"(?<![\w.\-])(?!{NO_MAILBOX})([\w.+\-]+?){_GAP}{_AT}{_GAP}(?={_DOMAIN})", r"\1@"),
        (rf"(?<=[\w.]) ?@ ?(?={_DOMAIN})", "@"),
    )
)


def undisguised(text: str) -> str:
    """Return the text with the usual disguises of addresses, links and numbers undone."""
    text = _one_alphabet(_visible(unescape(text)))
    text = _SPACED_OUT.sub(lambda run: run[0].replace(" ", ""), text)
    text = _NUMBER_WORD_RUN.sub(lambda run: _digits(run[0]), text)
    for pattern, to in _STEPS:
        text = pattern.sub(to, text)
    return text


def _visible(text: str) -> str:
    """Return the text without invisible characters, in NFKC, with full stops of other scripts as dots."""
    seen = "".join(
        char for char in text if category(char) not in {"Cf", "Cs", "Co"} and char not in "\u034f\ufe0e\ufe0f"
    )
    return re.sub(r"[。｡․·•∙](?=[a-zA-Z0-9])", ".", normalize("NFKC", seen))


def _one_alphabet(text: str) -> str:
    """Rewrite words with Latin lookalikes of other alphabets in Latin letters."""
    return _WORD.sub(lambda word: _latin(word[0]), text)


def _latin(word: str) -> str:
    if word.isascii():
        return word
    latin = word.lower().translate(_LOOKALIKES)
    return latin if latin.isascii() else word


def _digits(run: str) -> str:
    words = re.findall(r"\w+", run.lower())
    if sum(word in _NUMBER_WORDS for word in words) < _FEWEST_SPOKEN:
        return run
    digits, times = "", 1
    for word in words:
        if word in {"double", "triple"}:
            times = 2 if word == "double" else 3
            continue
        digits += _NUMBER_WORDS.get(word, word) * times
        times = 1
    return digits

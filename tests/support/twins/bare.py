"""Make the answers of two worlds comparable: random values become numbers in order of first appearance."""

import re
from dataclasses import dataclass, field

from werkzeug.test import TestResponse

from tests.support.received_mail import ReceivedMail

# Ids, signed links, form secrets, session ids, hashes: long, and not a word that somebody wrote.
_RANDOM = re.compile(r"(?<![\w.\-])((?=[\w.\-]*[A-Z0-9])[\w.\-]{22,}|[0-9a-f]{16})(?![\w.\-])")
# The code that proves a guest's address is drawn, too, and the one that deletes an account.
_CODE = re.compile(r"(?m)^> (\d{6}|[0-9A-Z]{4}-[0-9A-Z]{4})\s*$")
# What follows from the body, which is compared itself.
_FOLLOWS = {"content-length"}


@dataclass
class Sight:
    """What one reader has seen so far: the random words they met, numbered."""

    known: dict[str, str]
    met: dict[str, str] = field(default_factory=dict)

    def bare(self, text: str) -> str:
        """The text with a number for each random word."""
        return _RANDOM.sub(self._number, text)

    def _number(self, found: re.Match[str]) -> str:
        word = found[0]
        return self.known.get(word) or self.met.setdefault(word, f"<{len(self.met) + 1}>")

    def page(self, answer: TestResponse) -> str:
        """Status, headers and body of an answer, made comparable."""
        said = answer.headers.get("Content-Length")
        assert said is None or int(said) == len(answer.data), "the length that is told is the length"
        headers = [
            f"{name.lower()}: {value}"
            for name, value in answer.headers.items()
            if name.lower() not in _FOLLOWS
        ]
        return self.bare(
            "\n".join([answer.status, *headers, "", answer.data.decode(errors="backslashreplace")])
        )

    def letter(self, letter: ReceivedMail) -> str:
        """Headers, words and files of a letter, made comparable."""
        headers = [f"{name}: {value}" for name, value in letter.message.items() if name != "Content-Type"]
        files = [
            f"{name}\n{content.decode(errors='backslashreplace')}"
            for name, content in letter.attachments.items()
        ]
        whole = "\n".join([letter.to, *headers, letter.text, letter.html, *files])
        return self.bare(whole.replace(code_in(letter), "CODE") if code_in(letter) else whole)


def code_in(letter: ReceivedMail) -> str:
    """The code that a letter brings, if it does."""
    found = _CODE.search(letter.text)
    return found[1] if found else ""


def order(letter: ReceivedMail) -> str:
    """What letters of the same pass are sorted by: the queue's own order is random among them."""
    return letter.subject + re.sub(_RANDOM, "", letter.text)

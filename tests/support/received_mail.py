"""A letter as it came in at the mail server, read as its recipient reads it."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property

_URL = re.compile(r"https?://[^\s<>\"']+")


@dataclass(frozen=True)
class ReceivedMail:
    """One message with its envelope."""

    sender: str
    to: str
    raw: bytes

    @cached_property
    def message(self) -> EmailMessage:
        """The parsed message, with its headers."""
        parsed = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    @property
    def subject(self) -> str:
        """Its subject line."""
        return str(self.message["Subject"])

    @property
    def introduces(self) -> bool:
        """Whether it introduces its reader to somebody, with their details."""
        return self.subject.endswith(" and you: introduced")

    @property
    def tells_of_a_closing(self) -> bool:
        """Whether it tells its reader that an introduction did not come about, as always without a reason."""
        return "didn’t happen and is now closed." in " ".join(self.text.split())

    @property
    def message_id(self) -> str:
        """What tells a copy from another letter."""
        return str(self.message["Message-ID"])

    @cached_property
    def text(self) -> str:
        """What stands in it for those who read plain text."""
        return self._part("plain")

    @cached_property
    def html(self) -> str:
        """What stands in it for those who read HTML."""
        return self._part("html")

    @cached_property
    def attachments(self) -> dict[str, bytes]:
        """Its files, by name."""
        return {
            str(part.get_filename()): part.get_payload(decode=True) or b""  # type: ignore[misc]  # bytes
            for part in self.message.iter_attachments()
        }

    def links(self, letter: str | None = None) -> list[str]:
        """The links in its text, in order; with a letter only those of that purpose (`r` for an answer)."""
        found = dict.fromkeys(url.rstrip(".,;:)") for url in _URL.findall(self.text))
        return [url for url in found if letter is None or re.match(rf"https?://[^/]+/{letter}/", url)]

    def link(self, letter: str) -> str:
        """The only link of that purpose."""
        (link,) = self.links(letter)
        return link

    def _part(self, kind: str) -> str:
        """Read by Python's old parser, which takes an eighth of the time and knows what we send."""
        for part in message_from_bytes(self.raw).walk():
            if part.get_content_type() == f"text/{kind}" and not part.get_filename():
                words = part.get_payload(decode=True)
                assert isinstance(words, bytes)
                return words.decode(part.get_content_charset("us-ascii")).replace("\r\n", "\n")
        return ""

"""Find contact details in a text, even disguised ones: they are exchanged only after both have said yes.

This prevents thoughtless use, not every use: anybody can invent a spelling that no rule knows. Readers can
report that, and moderators read reports.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from linkify_it import LinkifyIt
from linkify_it.main import Match

from intro_app.text.chat_handles import handle_in
from intro_app.text.disguises import NO_MAILBOX, undisguised
from intro_app.text.link_endings import COMPANIES, FILE_ENDINGS, MORE_ENDINGS, SENTENCE_STARTS, THINGS
from intro_app.text.phone_numbers import number_in
from intro_app.wording import N_


class ContactKind(StrEnum):
    """The kind of contact detail."""

    ADDRESS = "address"
    PHONE = "phone"
    LINK = "link"
    CHAT = "chat"
    CALENDAR = "calendar"


_SENTENCES = {
    ContactKind.ADDRESS: N_(
        "This looks like an e-mail address: “%(piece)s”. Please remove it: you can share it once you "
        "both say yes."
    ),
    ContactKind.PHONE: N_(
        "This looks like a phone number: “%(piece)s”. Please remove it: you can share it once you both "
        "say yes."
    ),
    ContactKind.LINK: N_(
        "This looks like a link: “%(piece)s”. Please say it in words: you can share contact details once "
        "you both say yes."
    ),
    ContactKind.CHAT: N_(
        "This looks like a user name: “%(piece)s”. Please remove it: you can share contact details once "
        "you both say yes."
    ),
    ContactKind.CALENDAR: N_(
        "This looks like a calendar link: “%(piece)s”. Please remove it: you can share it once you both "
        "say yes."
    ),
}


# Longer texts are read in pieces, since some patterns take quadratic time. A detail that a cut would split is
# whole in the next piece. The whole text is read, so callers must check its length first.
_PIECE, _OVERLAP = 1_000, 150


class Found(NamedTuple):
    """A contact detail in a text; `piece` is the detail without its disguise."""

    kind: ContactKind
    piece: str

    @property
    def sentence(self) -> str:
        """What was found and what to do, untranslated, with a `%(piece)s` placeholder."""
        return _SENTENCES[self.kind]


_MAILBOX = re.compile(r"[\w.!#$%&'*+/=?^`{|}~\-]+@(?:[\w\-]+\.)+[^\W\d_]{2,}")
_WEB_MAIL = re.compile(
    rf"\b(?!{NO_MAILBOX})"
    r"[\w.\-]{3,}(?: at |@| ?\(at\) ?| arroba |, )(?:gmail|googlemail|hotmail|protonmail|icloud|gmx)\b",
    re.IGNORECASE,
)
_CHATS = re.compile(
    r"(?:^|[/.])(?:t|wa|telegram|m|signal|line|kik|ig|threema|zalo)\.(?:me|id)\b"
    r"|discord\.|whatsapp\.|wechat\.|skype\.",
    re.IGNORECASE,
)
_CALENDARS = re.compile(
    r"calendly|cal\.com|calendar\.|doodle\.|savvycal|tidycal|zcal|youcanbook|bookwithme"
    r"|hubspot\.com/meetings|meetings\.|acuity|koalendar|appointlet|harmonizely|nook\.",
    re.IGNORECASE,
)
_CALENDAR_NAMES = re.compile(
    r"\b(?:calendly|savvycal|tidycal|youcanbook\.?me)\s*(?:[:/]|is)\s*[\w\-]+", re.IGNORECASE
)
_LINKEDIN = re.compile(
    r"\b(?:linkedin|facebook|xing|github)\s?/\s?(?:in|u|user|profile|company)\s?/\s?\S+", re.IGNORECASE
)
_WWW = re.compile(r"\bwww\.[\w\-]+\S*", re.IGNORECASE)


# These words are followed by where somebody works, or what they made.
_EMPLOYED = (
    r"(?:work(?:s|ed|ing)?|engineer|manager|founder|co-founder|lead|head|director|designer|developer|analyst"
    r"|ex|formerly|previously|team|job|career|years?)"
)
_A_NAME = re.compile(
    rf"\b{_EMPLOYED}(?: of [\w ]{{2,20}})? (?:at|for|of|with|by|bei|en|chez|@) ?"
    r"([\w\-]+\.[a-z]{2,6})(?![\w/.@])",
    re.IGNORECASE,
)
_A_COMPANY = re.compile(
    rf"(?<![\w./@-])(?:ex-)?(?:{'|'.join(map(re.escape, sorted(COMPANIES)))})(?![\w/@]|\.\w)", re.IGNORECASE
)
_A_FILE = re.compile(rf"(?<![\w./@\-])[\w\-]+\.(?:{'|'.join(sorted(FILE_ENDINGS))})(?![\w/.@])")
_AT_A_COMPANY = re.compile(r"(?<=[^\W\d_] )@(?=[A-Z][A-Za-z]{2,20}(?![\w.@]))")
# Words of programming and of style sheets that begin with an @, besides those that look like a company's.
_AN_ANNOTATION = re.compile(
    r"(?<![\w@./])@(?=(?:property|staticmethod|classmethod|dataclass|override|media|keyframes|import|supports"
    r"|pytest\.fixture|pytest\.mark|angular/core|types/node|param|return|deprecated)(?![\w@./]))",
    re.IGNORECASE,
)
_ASKS_TO_WRITE = re.compile(
    r"\b(?:me|follow|find|reach|contact|dm|insta\w*|telegram|twitter|ig|handle|signal|threads|tiktok)\b",
    re.IGNORECASE,
)


def found_in_profile(text: str) -> Found | None:
    """Do the same for a profile, where names of companies and files that look like links are allowed."""
    if not _ASKS_TO_WRITE.search(text):
        for names in (_A_NAME, _A_COMPANY, _A_FILE):
            text = names.sub(lambda name: name[0].replace(".", " "), text)
        text = _AN_ANNOTATION.sub("", _AT_A_COMPANY.sub("at ", text))
    return found_in(text)


def kind_of_link(link: str) -> ContactKind:
    """Return what a link is for: to write or to call somebody, to book a time with them, or to read."""
    return _kind_of(link)


def found_in(text: str) -> Found | None:
    """Return the first contact detail in a text, disguised or not, or None."""
    return next((found for piece in _pieces(text) if (found := _found_in(piece))), None)


def _pieces(text: str) -> Iterator[str]:
    """Yield the text in pieces that end with a line, or else overlap."""
    while len(text) > _PIECE:
        line_end = text.rfind("\n", _PIECE // 2, _PIECE)
        space = text.rfind(" ", _PIECE // 2, _PIECE - _OVERLAP)
        yield text[: line_end if line_end > 0 else _PIECE]
        text = text[line_end + 1 if line_end > 0 else (space if space > 0 else _PIECE - _OVERLAP) :]
    yield text


def _found_in(text: str) -> Found | None:
    plain = undisguised(text)
    if mailbox := _MAILBOX.search(plain) or _WEB_MAIL.search(plain):
        return Found(ContactKind.ADDRESS, mailbox[0].strip())
    if link := _link_in(plain):
        return Found(_kind_of(link), link)
    if calendar := _CALENDAR_NAMES.search(plain):
        return Found(ContactKind.CALENDAR, calendar[0])
    if number := number_in(plain):
        return Found(ContactKind.PHONE, number)
    if handle := handle_in(plain):
        return Found(ContactKind.CHAT, handle)
    return None


def _link_in(text: str) -> str | None:
    if written_out := _WWW.search(text) or _LINKEDIN.search(text):
        return written_out[0]
    return next((match.raw for match in _linkifier().match(text) or () if not _is_innocent(match)), None)


def _kind_of(link: str) -> ContactKind:
    if link.lower().startswith("mailto:"):
        return ContactKind.ADDRESS
    if _CHATS.search(link):
        return ContactKind.CHAT
    return ContactKind.CALENDAR if _CALENDARS.search(link) else ContactKind.LINK


def _is_innocent(match: Match) -> bool:
    if match.schema:
        return False
    before, _, ending = match.raw.rpartition(".")
    forgotten_space = ending in SENTENCE_STARTS and before.isalpha() and before[1:].islower()
    return forgotten_space or match.raw.lower() in THINGS


@cache
def _linkifier() -> LinkifyIt:
    return LinkifyIt(options={"fuzzy_link": True, "fuzzy_email": True, "fuzzy_ip": False}).tlds(
        list(MORE_ENDINGS), True
    )

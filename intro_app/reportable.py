"""What can be reported besides introductions, and what a takedown does to it.

Moderation may not import every feature, and no feature imports moderation. So each feature registers its
kinds of subject here at start-up, and moderation asks for them by kind.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from flask import Flask, current_app

from intro_app.config import settings
from intro_app.i18n import force_locale, gettext
from intro_app.wording import N_, Labelled

_SOURCES = "reportable.sources"
_ANSWERING = "reportable.answering"

Part = tuple[str, str]
Answering = Callable[[Collection[int]], Mapping[int, Collection[int]]]


class SubjectKind(Labelled):
    """What a case is about; the label is what people read."""

    INTRODUCTION = "introduction", N_("An introduction")
    POST = "post", N_("A post in a circle")
    BOARD_NOTE = "board_note", N_("A note on the board")
    PROFILE = "profile", N_("A profile")
    CIRCLE = "circle", N_("A circle")
    GATHERING = "gathering", N_("A gathering")
    THANK_YOU = "thank_you", N_("A thank-you note")
    INVITATION = "invitation", N_("An invitation")
    GROUP = "group", N_("A group")
    SITE = "site", N_("This site’s own texts or logo")

    @property
    def is_of_site(self) -> bool:
        """Whether staff wrote it for the site: then nobody is heard, and staff change it themselves."""
        return self in {SubjectKind.GROUP, SubjectKind.SITE}

    @property
    def can_be_taken_down(self) -> bool:
        """Whether moderators can take it down; the site's own texts are changed by staff alone."""
        return self is not SubjectKind.SITE


@dataclass(frozen=True)
class ReportedPicture:
    """A picture in what was reported, for the copy that moderation keeps: a WebP file and what it shows."""

    alt: str
    width: int
    height: int
    content: bytes


@dataclass(frozen=True, kw_only=True)
class ReportSubject:
    """Something that can be reported: who wrote it, and its words in labelled parts, untranslated.

    `author_id` is None where no member wrote it; `address` and `locale` are then those of a guest, if known.
    `involved_id` is a member who answers for the place where it stands, such as the host of a circle: they
    may not decide about it.
    """

    id: int
    author_id: int | None
    author: str
    parts: list[Part]
    address: str = ""
    locale: str = ""
    involved_id: int | None = None
    # A call, because only a report needs what the pictures hold.
    pictures: Callable[[], Sequence[ReportedPicture]] = tuple


class SubjectSource(Protocol):
    """How moderation finds the subjects of one kind, takes one down, and puts it back."""

    def seen_by(self, public_id: str, reader_id: int, at: datetime) -> ReportSubject | None:
        """Return the subject as far as this reader may see it (0 for a visitor), or None."""

    def take_down(self, subject_id: int, at: datetime) -> dict[str, Any]:
        """Take its words down and return all that is needed to put them back; empty if nothing is left."""

    def put_back(self, subject_id: int, kept: Mapping[str, Any], at: datetime) -> None:
        """Put back what `take_down` returned, as it was, except where its author has written anew."""


def name_instead(words: str, **pieces: object) -> str:
    """Return a name for something whose own was taken down.

    It stands where the name stood, for readers of all languages, so it is in that of the site.
    """
    with force_locale(settings().site_language.replace("-", "_")):
        return gettext(words, **pieces)


def register_subjects(app: Flask, sources: Mapping[SubjectKind, SubjectSource]) -> None:
    """Register the source of each of these kinds."""
    app.extensions.setdefault(_SOURCES, {}).update(sources)


def register_answering(app: Flask, kinds: Mapping[SubjectKind, Answering]) -> None:
    """Register for each of these kinds who else answers for the place where a subject stands, now."""
    app.extensions.setdefault(_ANSWERING, {}).update(kinds)


def answering_for(kind: SubjectKind, subject_ids: Collection[int]) -> Mapping[int, Collection[int]]:
    """Return who else answers for these subjects, such as the co-hosts of a circle; they may not decide."""
    kinds: dict[SubjectKind, Answering] = current_app.extensions.get(_ANSWERING, {})
    return kinds[kind](subject_ids) if kind in kinds else {}


def source_of(kind: SubjectKind) -> SubjectSource | None:
    """Return the source of this kind; None for introductions, which moderation knows itself."""
    sources: dict[SubjectKind, SubjectSource] = current_app.extensions.get(_SOURCES, {})
    return sources.get(kind)

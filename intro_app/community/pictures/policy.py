"""How many pictures a post has, how large a form with them is, and which an earlier wording had. Pure."""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple, Protocol, TypeVar

from intro_app.pictures import LARGEST_PHOTO

MOST_PICTURES = 4
LONGEST_ALT = 300
# Files, and what else is in the form.
LARGEST_FORM = MOST_PICTURES * LARGEST_PHOTO + 1024 * 1024
# A picture whose post was not sent goes after so long.
UNPOSTED_FOR = timedelta(hours=24)
MEGABYTE = 1_000_000


class ChosenPicture(NamedTuple):
    """A picture that a post is to have, as its writer describes it."""

    public_id: str
    alt: str
    is_decoration: bool
    width: int
    height: int

    @property
    def lacks_words(self) -> bool:
        """Whether it still has to be described."""
        return not (self.alt or self.is_decoration)

    @property
    def is_wrong(self) -> bool:
        """Whether the words about it are missing, or too many."""
        return self.lacks_words or len(self.alt) > LONGEST_ALT


class _Edited(Protocol):
    @property
    def added_by_edit(self) -> int | None: ...
    @property
    def removed_by_edit(self) -> int | None: ...


Picture = TypeVar("Picture", bound=_Edited)


def before_edit(pictures: Iterable[Picture], edit_id: int) -> list[Picture]:
    """Return those pictures that a post had when this edit replaced its wording."""
    return [
        one
        for one in pictures
        if (one.added_by_edit or 0) < edit_id
        and (one.removed_by_edit is None or one.removed_by_edit >= edit_id)
    ]

"""Check whether a part of a letter can be sent as it is."""

from intro_app.errors import DomainError
from intro_app.text import contact_details, plain


class TextRefused(DomainError):
    """A part of a letter cannot be sent as it is; `field` says which."""

    def __init__(self, field: str, sentence: str, **details: object) -> None:
        super().__init__(sentence, **details)
        self.field = field


def ensure_part_writable(field: str, part: str, longest: int) -> None:
    """Raise TextRefused if this part cannot be sent as it is; the cheap check of its length comes first."""
    if fault := plain.fault(part, longest):
        raise TextRefused(field, fault, limit=longest)
    if found := contact_details.found_in(part):
        raise TextRefused(field, found.sentence, piece=found.piece)

"""Whether a part that somebody wrote can be sent as it stands."""

from intro_app.errors import DomainError
from intro_app.text import contact_details, plain


class TextRefused(DomainError):
    """A written part that cannot be sent as it stands; `field` says which."""

    def __init__(self, field: str, sentence: str, **details: object) -> None:
        super().__init__(sentence, **details)
        self.field = field


def ensure_part_writable(field: str, part: str, longest: int) -> None:
    """Raise TextRefused when this one part cannot be sent as it stands; its length is asked first, which is cheap."""
    if fault := plain.fault(part, longest):
        raise TextRefused(field, fault, limit=longest)
    if found := contact_details.found_in(part):
        raise TextRefused(field, found.sentence, piece=found.piece)

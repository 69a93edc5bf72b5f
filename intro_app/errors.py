"""The ways the domain says no; what they say can be shown to a person as it stands."""


class DomainError(Exception):
    """Something a person asked for is refused.

    `sentence` is an untranslated sentence with `%(name)s` places and `details` fills them, so that
    a view can say it in the reader's language.
    """

    def __init__(self, sentence: str, **details: object) -> None:
        super().__init__(sentence % details if details else sentence)
        self.sentence = sentence
        self.details = details


class StaleError(DomainError):
    """Someone else was faster: the thing has changed since it was read, and nothing was done."""


class BusyError(Exception):
    """The database is locked, full or away: nothing was done, and trying again later may work."""


class UnsavedChangesError(RuntimeError):
    """Rows were changed outside `atomic()`, which would have thrown the change away: a fault of the program."""

"""The exceptions of the domain; their sentences can be shown to people."""


class DomainError(Exception):
    """A request by a person is refused.

    `sentence` is untranslated, with `%(name)s` placeholders that `details` fills, so that a view can say it
    in the reader's language.
    """

    def __init__(self, sentence: str, **details: object) -> None:
        super().__init__(sentence % details if details else sentence)
        self.sentence = sentence
        self.details = details


class TooLargeError(DomainError):
    """What was sent is larger than can be read; the sentence says how large it may be."""


class StaleError(DomainError):
    """The data has changed since it was read, so nothing was done."""


class BusyError(Exception):
    """The database is locked, full or unavailable: nothing was done, and a retry may work."""


class UnsavedChangesError(RuntimeError):
    """Rows were changed outside `atomic()`, which would have discarded the change: a bug."""

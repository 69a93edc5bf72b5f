"""What the doctor finds: one sentence for each thing that was looked at."""

from typing import NamedTuple


class Finding(NamedTuple):
    """A sentence, and a mark before it: ✓ is well, ✗ is wrong, · is worth knowing."""

    mark: str
    sentence: str

    @property
    def is_wrong(self) -> bool:
        """Whether somebody has to do something."""
        return self.mark == "✗"


def well(sentence: str) -> Finding:
    """Nothing to do here."""
    return Finding("✓", sentence)


def wrong(sentence: str) -> Finding:
    """Something to do; the sentence says what."""
    return Finding("✗", sentence)


def known(sentence: str) -> Finding:
    """Neither; somebody may want to know."""
    return Finding("·", sentence)

"""The doctor's findings: one sentence each."""

from typing import NamedTuple


class Finding(NamedTuple):
    """A sentence and its mark: ✓ is well, ✗ is wrong, · is worth knowing."""

    mark: str
    sentence: str

    @property
    def is_wrong(self) -> bool:
        """Whether somebody has to act."""
        return self.mark == "✗"


def well(sentence: str) -> Finding:
    """Return a finding that needs no action."""
    return Finding("✓", sentence)


def wrong(sentence: str) -> Finding:
    """Return a finding that needs action; the sentence says which."""
    return Finding("✗", sentence)


def known(sentence: str) -> Finding:
    """Return a finding that is only worth knowing."""
    return Finding("·", sentence)

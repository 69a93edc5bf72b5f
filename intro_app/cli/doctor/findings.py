"""The doctor's findings: one sentence each."""

from typing import NamedTuple

STATES = {"✓": "well", "✗": "wrong", "·": "known"}


class Finding(NamedTuple):
    """A sentence, its mark (✓ is well, ✗ is wrong, · is worth knowing), and the check that found it."""

    mark: str
    sentence: str
    check: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether somebody has to act."""
        return self.mark == "✗"

    def as_json(self) -> dict[str, str]:
        """Return it for a monitor: the name of its check stays, while sentences change."""
        return {"check": self.check, "state": STATES[self.mark], "sentence": self.sentence}


def well(sentence: str) -> Finding:
    """Return a finding that needs no action."""
    return Finding("✓", sentence)


def wrong(sentence: str) -> Finding:
    """Return a finding that needs action; the sentence says which."""
    return Finding("✗", sentence)


def known(sentence: str) -> Finding:
    """Return a finding that is only worth knowing."""
    return Finding("·", sentence)

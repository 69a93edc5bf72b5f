"""Pure: what a change of a field says in words."""

from collections.abc import Mapping
from typing import Any

from intro_app.config.own_fields import Audience
from intro_app.wording import N_

PARTS = {
    "labels": N_("Name"),
    "hints": N_("Sentence below it"),
    "options": N_("Answers to choose from"),
    "audience": N_("Who can see the answers, at most"),
    "required": N_("Ask everyone who joins"),
}


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[tuple[str, list[str], list[str]]]:
    """Return what a change changed: the part, and its untranslated words before and after."""
    return [
        (label, _words(part, before[part]), _words(part, after[part]))
        for part, label in PARTS.items()
        if before[part] != after[part]
    ]


def _words(part: str, value: Any) -> list[str]:
    if part == "audience":
        return [Audience(value).label]
    if part == "required":
        return [N_("yes") if value else N_("no")]
    return [str(one) for one in (value.values() if isinstance(value, Mapping) else value)]

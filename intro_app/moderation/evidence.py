"""The sealed copy of what was reported: an introduction's texts with who wrote which part, or a subject's."""

from collections.abc import Mapping
from typing import Any

from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Role, Way
from intro_app.moderation.models import Case
from intro_app.reportable import Part, ReportSubject
from intro_app.wording import N_

_LETTER = {
    "someone": N_("Someone who …"),
    "what_for": N_("What for"),
    "why": N_("Why this person"),
    "benefit": N_("What’s in it for them"),
}
_BLIND_LETTER = {**_LETTER, "why": N_("Why someone like this")}
_OFFER = {
    "note_to_first": N_("To the first"),
    "note_to_second": N_("To the second"),
    "paragraph": N_("To both"),
}
_GOOD_WORD = {
    "knows_requester": N_("How the connector knows the requester"),
    "knows_recipient": N_("How the connector knows the recipient"),
    "why_both": N_("Why it is good for both"),
}
_TOLD = N_("Answered at once")


def sealed(introduction: Introduction) -> dict[str, Any]:
    """Return a copy of who wrote what, without contact details; it outlives accounts and guests."""
    people = {role: introduction.person(role) for role in Role}
    return {
        "way": str(introduction.way),
        "text": dict(introduction.text),
        "endorsement": dict(introduction.endorsement) if introduction.endorsement else None,
        "names": {str(role): person.name for role, person in people.items() if person},
        "told": {str(ask.role): ask.words for ask in introduction.asks if ask.words},
    }


def sealed_subject(subject: ReportSubject) -> dict[str, Any]:
    """Return a copy of something that was reported and is no introduction, in its labelled parts."""
    author = {str(Role.FIRST): subject.author} if subject.author else {}
    return {"names": author, "parts": [list(part) for part in subject.parts]}


def copy_of(case: Case) -> Mapping[str, Any]:
    """Return the sealed copy of a case; of an introduction without one, its texts as they are."""
    if case.evidence is not None:
        return case.evidence
    return sealed(case.introduction) if case.is_introduction else {"names": {}, "parts": []}


def names(evidence: Mapping[str, Any]) -> dict[Role, str]:
    """Return the names of the people by role."""
    return {Role(role): str(name) for role, name in evidence["names"].items()}


def written_by(role: Role, evidence: Mapping[str, Any]) -> list[Part]:
    """Return what the person in this role wrote, in labelled parts; the labels are untranslated."""
    if "parts" in evidence:
        return [(str(label), str(text)) for label, text in evidence["parts"] if text and role is Role.FIRST]
    offered = evidence["way"] == Way.OFFERED
    parts: list[Part] = []
    if role is Role.FIRST and not offered:
        parts += _parts(_BLIND_LETTER if evidence["way"] == Way.BLIND else _LETTER, evidence["text"])
    if role is Role.CONNECTOR:
        parts += (
            _parts(_OFFER, evidence["text"]) if offered else _parts(_GOOD_WORD, evidence["endorsement"] or {})
        )
    if told := evidence["told"].get(role.value):
        parts.append((_TOLD, told))
    return parts


def _parts(labels: Mapping[str, str], text: Mapping[str, Any]) -> list[Part]:
    return [(label, str(text[part])) for part, label in labels.items() if text.get(part)]

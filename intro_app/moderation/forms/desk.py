"""The forms with which moderators find their way: filters of the queue and of closed cases, and notes."""

from typing import Any

from wtforms import MonthField, SelectField
from wtforms.validators import DataRequired, Optional

from intro_app.i18n import lazy_gettext as lazy
from intro_app.moderation.queries import ClosedFilter, QueueFilter, ReportedFrom, Turn
from intro_app.moderation.service.working import LONGEST_NOTE
from intro_app.reportable import SubjectKind
from intro_app.trust.events import Severity
from intro_app.web.fields import LineField, TextField, choices
from intro_app.web.forms import SiteForm, WritingForm
from intro_app.wording import N_

_AGES = {"2": N_("More than 2 days"), "7": N_("More than 7 days"), "30": N_("More than 30 days")}
_LEAST = {
    Severity.MODERATE: N_("Moderate and above"),
    Severity.SEVERE: N_("Severe and above"),
    Severity.GRAVE: N_("Very severe"),
}


_SEVERITIES = {str(int(one)): words for one, words in _LEAST.items()}


def _any(pairs: list[tuple[str, Any]]) -> list[Any]:
    return choices([("", lazy("Any")), *pairs])


class _FilterForm(SiteForm):
    def kept(self) -> dict[str, str]:
        """Return what the address of the next page has to say."""
        return {field.name: str(field.raw_data[0]) for field in self if field.raw_data and field.raw_data[0]}


class QueueFilterForm(_FilterForm):
    """Which of the waiting cases a moderator wants to see."""

    turn = SelectField(lazy("Who is on it"), choices=_any([(one.value, lazy(one.label)) for one in Turn]))
    kind = SelectField(
        lazy("What it is about"), choices=_any([(one.value, lazy(one.label)) for one in SubjectKind])
    )
    severity = SelectField(
        lazy("How serious"), choices=_any([(number, lazy(words)) for number, words in _SEVERITIES.items()])
    )
    age = SelectField(
        lazy("Waiting for"), choices=_any([(days, lazy(words)) for days, words in _AGES.items()])
    )
    source = SelectField(
        lazy("Reported by"), choices=_any([(one.value, lazy(one.label)) for one in ReportedFrom])
    )

    def wanted(self) -> QueueFilter:
        """Return what was chosen; what nobody could have chosen is left out."""
        return QueueFilter(
            kind=SubjectKind(self.kind.data) if self.kind.data in set(SubjectKind) else None,
            severity=int(self.severity.data) if self.severity.data in _SEVERITIES else 0,
            older_than=int(self.age.data) if self.age.data in _AGES else 0,
            turn=Turn(self.turn.data) if self.turn.data in set(Turn) else None,
            source=ReportedFrom(self.source.data) if self.source.data in set(ReportedFrom) else None,
        )


class ClosedFilterForm(_FilterForm):
    """Which of the closed cases a moderator looks for."""

    find = LineField(lazy("Name or full e-mail address of the person it was about"), limit=200)
    kind = SelectField(
        lazy("What it was about"), choices=_any([(one.value, lazy(one.label)) for one in SubjectKind])
    )
    month = MonthField(lazy("Decided in"), [Optional()])

    def wanted(self) -> ClosedFilter:
        """Return what was chosen; what nobody could have chosen is left out."""
        return ClosedFilter(
            typed=self.find.data or "",
            kind=SubjectKind(self.kind.data) if self.kind.data in set(SubjectKind) else None,
            month=self.month.data,
        )


class CaseNoteForm(WritingForm):
    """A note for other moderators."""

    id_prefix = "note"

    words = TextField(
        lazy("Note"),
        [DataRequired(lazy("Write a note."))],
        limit=LONGEST_NOTE,
        description=lazy(
            "Moderators of this case can read it. After the decision, the person reported can, too, "
            "so never say who reported."
        ),
        render_kw={"rows": 3},
    )

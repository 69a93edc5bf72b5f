"""The forms of a moderator: hearing, freeze, decision, review of an appeal."""

from typing import Any, Self

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Optional

from intro_app.i18n import lazy_gettext as lazy
from intro_app.moderation.forms.ready import Ready, ready_field
from intro_app.moderation.forms.telling import told
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.models import Case, Decision, ReasonUse
from intro_app.moderation.policy import appeal_outcomes
from intro_app.moderation.service import Hearing, Review, Ruling
from intro_app.moderation.stages import AppealOutcome, CaseOutcome
from intro_app.people.models import StoppableAct
from intro_app.trust.events import Severity
from intro_app.web.fields import Wanted, choices
from intro_app.web.forms import WritingForm
from intro_app.web.number_fields import Between, NumberField

_RULES = [(one.value, lazy(one.rule)) for one in Grounds]
_SEVERITIES = [(one.name.lower(), lazy(one.sentence)) for one in Severity]
NO_REPORT = "none"
USUAL_STOP = 30
_NEVER_WHO = lazy("Never say who reported, or anything only they could know.")
_NEVER_WHO_READ_BY_THEM = lazy("They’ll read this. Never say who reported, or anything only they could know.")
_CHOOSE_RULE = lazy("Choose a rule.")


class HearingForm(WritingForm):
    """Ask the reported person for their side, or say why not."""

    ready: Ready

    rule = SelectField(
        lazy("Rule"), [InputRequired(_CHOOSE_RULE)], choices=choices(_RULES), id="hearing-rule"
    )
    ready_allegation = ready_field()
    allegation = told(
        lazy("What was reported, in general terms"),
        hint=_NEVER_WHO,
        required=lazy("Say in general terms what the report is about."),
        instead="ready_allegation",
        limit=500,
        rows=4,
    )
    unheard = BooleanField(lazy("Don’t ask them: it would put someone in danger"))
    unheard_because = told(lazy("Why it would put someone in danger"), limit=300, rows=2)

    @classmethod
    def about(cls, case: Case, **given: object) -> Self:
        """Return the form with the ready reasons, in the language of the reported person."""
        form = cls(**given)
        form.ready = Ready.offered(form.ready_allegation, ReasonUse.ALLEGATION, case)
        return form

    def hearing(self) -> Hearing:
        """Return the hearing from a valid form."""
        because = self.unheard_because.data or "" if self.unheard.data else ""
        return Hearing(
            rule=Grounds(self.rule.data),
            allegation=self.ready.before(self.allegation),
            unheard_because=because,
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Validate the form; not asking somebody needs a reason."""
        fine = bool(super().validate(extra_validators))
        if self.unheard.data and not self.unheard_because.data:
            self.unheard_because.errors = [
                *self.unheard_because.errors,
                lazy("Say why you’re not asking them."),
            ]
            return False
        return fine


class FreezeForm(WritingForm):
    """For how many days new asks are suspended, and why."""

    days = NumberField(
        lazy("Days"),
        [
            InputRequired(lazy("Enter the number of days.")),
            Between(1, 14, lazy("Enter 1 to 14 days.")),
        ],
        default=14,
    )
    because = told(
        lazy("Why this can’t wait"),
        hint=_NEVER_WHO_READ_BY_THEM,
        required=lazy("Say why this can’t wait. They’ll read it."),
        limit=300,
        rows=2,
    )


class DecisionForm(WritingForm):
    """The decision with its reasons."""

    ready: Ready | None = None
    ready_for_reporters: Ready | None = None

    outcome = RadioField(
        lazy("Decision"),
        [InputRequired(lazy("Choose a decision."))],
        choices=choices((one.value, lazy(one.label)) for one in CaseOutcome),
    )
    rule = SelectField(lazy("Rule"), [InputRequired(_CHOOSE_RULE)], choices=choices(_RULES))
    severity = RadioField(
        lazy("If upheld: how serious?"),
        [Wanted(lazy("Choose how serious it was."), outcome="upheld"), Optional()],
        choices=choices(_SEVERITIES),
    )
    ready_facts = ready_field()
    facts = told(
        lazy("What we found, for the person reported"),
        hint=_NEVER_WHO,
        required=lazy("Write what you found, and why it does or doesn’t break the rule."),
        instead="ready_facts",
        limit=1000,
    )
    ready_facts_for_reporters = ready_field()
    facts_for_reporters = told(
        lazy("What we found, for the people who reported it"),
        hint=lazy("Don’t tell them anything new about the other person."),
        required=lazy("Write what the people who reported it may know."),
        instead="ready_facts_for_reporters",
        limit=1000,
    )
    removes = BooleanField(lazy("If upheld: stop the open introduction"))
    stops = SelectMultipleField(
        lazy("If upheld: what they may not do for some days"),
        choices=choices((one.value, lazy(one.label)) for one in StoppableAct),
        description=lazy("They read it with the reasons, and it ends by itself or when overturned."),
    )
    stop_days = NumberField(
        lazy("For how many days"),
        [
            Optional(),
            Between(1, 180, lazy("Enter 1 to 180 days.")),
        ],
        default=USUAL_STOP,
    )
    bad_faith = RadioField(
        lazy("If not upheld: was a report knowingly false? A second moderator has to agree."),
        [Optional()],
        default=NO_REPORT,
    )

    @classmethod
    def about(cls, case: Case, **given: object) -> Self:
        """Return the form with the reports of this case as choices."""
        form = cls(**given)
        form.offer_reports(case)
        if given or form.ready_facts.data or form.ready_facts_for_reporters.data:
            form.offer_ready(case)
        if not case.is_introduction:
            form.removes.label.text = lazy("If upheld: take it down")
        return form

    def offer_ready(self, case: Case) -> None:
        """Offer the saved reasons; a form that was sent without one, and is fine, needs none."""
        self.ready = Ready.offered(self.ready_facts, ReasonUse.FACTS, case)
        self.ready_for_reporters = Ready.offered(
            self.ready_facts_for_reporters, ReasonUse.FACTS_FOR_REPORTERS, case
        )

    def offer_reports(self, case: Case) -> None:
        """Offer the reports that may be in bad faith, by number and not by name; none of visitors.

        A guest's only marks the case for moderators.
        """
        numbered = [
            (str(one.id), lazy("Report %(number)s", number=n))
            for n, one in enumerate(case.reports, 1)
            if one.reporter_id or case.is_introduction
        ]
        self.bad_faith.choices = choices([(NO_REPORT, lazy("No")), *numbered])

    def ruling(self) -> Ruling:
        """Return the ruling from a valid form."""
        outcome = CaseOutcome(self.outcome.data)
        upheld = outcome is CaseOutcome.UPHELD
        return Ruling(
            outcome=outcome,
            rule=Grounds(self.rule.data),
            facts=self.ready.before(self.facts) if self.ready else self.facts.data or "",
            facts_for_reporters=self.ready_for_reporters.before(self.facts_for_reporters)
            if self.ready_for_reporters
            else self.facts_for_reporters.data or "",
            severity=Severity[self.severity.data.upper()] if upheld and self.severity.data else None,
            removes=bool(self.removes.data),
            stops=[StoppableAct(act) for act in self.stops.data or ()],
            stop_days=self.stop_days.data or USUAL_STOP,
            bad_faith_report_id=int(self.bad_faith.data)
            if self.bad_faith.data not in {None, NO_REPORT}
            else None,
        )


class ReviewForm(DecisionForm):
    """How an appeal ends; the fields of a decision count only if it is changed."""

    ending = RadioField(
        lazy("Outcome of the appeal"), [InputRequired(lazy("Choose the outcome of the appeal."))]
    )
    reasons = told(
        lazy("Reasons, for both sides"),
        hint=_NEVER_WHO,
        required=lazy("Give reasons for the outcome."),
        limit=1000,
    )

    def offer_endings(self, decision: Decision) -> None:
        """How an appeal against this decision may end."""
        possible = appeal_outcomes(
            decision.outcome,
            bad_faith=decision.bad_faith_report_id is not None,
            stands=decision.overturned_at is None,
        )
        self.ending.choices = choices((one.value, lazy(one.label)) for one in possible)

    def validate(self, extra_validators: Any = None) -> bool:
        """A decision that stands or falls needs none of the fields of a new one."""
        if self.ending.data == AppealOutcome.CHANGED:
            return bool(super().validate(extra_validators))
        return all([self.ending.validate(self), self.reasons.validate(self)])

    def review(self) -> Review:
        """What came of the appeal."""
        outcome = AppealOutcome(self.ending.data)
        ruling = self.ruling() if outcome is AppealOutcome.CHANGED else None
        return Review(outcome=outcome, reasons=self.reasons.data or "", ruling=ruling)
